package fovea.engine;

import fovea.engine.onednn.Divided;
import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import java.util.List;
import java.util.stream.Stream;

/**
 * An engine to be held against the reference engine in doubles.
 *
 * @param name its name in reports
 * @param engine the engine
 * @param precision what it is to compute in
 */
record Contender(String name, Engine engine, Precision precision) {

  Contender(Engine engine, Precision precision) {
    this(engine.name(), engine, precision);
  }

  /** Every engine and precision that must pass the tests of this package. */
  static List<Contender> all() {
    OneDnnEngine fast = new OneDnnEngine();
    Engine divided = Divided.engine();
    return Stream.of(
            new Contender(new ReferenceEngine(), Precision.F32),
            new Contender(fast, Precision.F32),
            new Contender(fast, Precision.BF16),
            new Contender("onednn in shards", divided, Precision.F32),
            new Contender("onednn in shards", divided, Precision.BF16))
        .filter(contender -> contender.engine().supports(contender.precision()))
        .toList();
  }

  /** Whether it can compute many images in a test. */
  boolean fast() {
    return !(engine instanceof ReferenceEngine);
  }

  @Override
  public String toString() {
    return name + " " + precision.label();
  }
}
