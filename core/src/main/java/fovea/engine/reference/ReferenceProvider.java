package fovea.engine.reference;

import fovea.engine.Engine;
import fovea.engine.EngineProvider;

/** Provides the reference engine, which runs on every platform. */
public final class ReferenceProvider implements EngineProvider {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Engine load() {
    return new ReferenceEngine();
  }
}
