package fovea.engine.onednn;

import fovea.engine.Engine;
import fovea.engine.EngineProvider;

/** Offers the oneDNN engine. */
public final class OneDnnProvider implements EngineProvider {

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public Engine load() {
    return new OneDnnEngine();
  }
}
