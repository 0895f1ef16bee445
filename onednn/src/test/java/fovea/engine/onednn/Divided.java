package fovea.engine.onednn;

import fovea.engine.Engine;
import fovea.engine.onednn.plan.Sharding;

/** An engine that divides batches which the usual one takes whole, because they are small. */
public final class Divided {

  private Divided() {}

  /** An engine that divides each batch of more than one image. */
  public static Engine engine() {
    return engine(2);
  }

  /** An engine that divides each batch of more than one image, among some threads. */
  public static Engine engine(int threads) {
    return new OneDnnEngine(new Sharding(2, 2, 0, 0), threads);
  }
}
