package fovea.engine;

/** Provides an engine to {@link Engines} through {@link java.util.ServiceLoader}. */
public interface EngineProvider {

  /** The engine's name in recipes and on the command line. */
  String name();

  /** The rank by speed: {@code auto} selects the highest that can be loaded. */
  int rank();

  /**
   * Loads the engine.
   *
   * @throws EngineUnavailableException if it cannot run on this machine; the message says why
   */
  Engine load();
}
