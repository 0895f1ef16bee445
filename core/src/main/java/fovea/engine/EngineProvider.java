package fovea.engine;

/**
 * Offers an engine to {@link Engines}, which finds it with {@link java.util.ServiceLoader}: an
 * engine on the class path needs no further registration.
 */
public interface EngineProvider {

  /** The engine's name in recipes and on the command line. */
  String name();

  /** How fast it is beside the others: {@code auto} takes the highest that loads. */
  int rank();

  /**
   * Loads the engine.
   *
   * @throws EngineUnavailableException if it cannot run on this machine; the message says why
   */
  Engine load();
}
