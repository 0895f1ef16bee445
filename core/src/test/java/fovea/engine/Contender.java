package fovea.engine;

import fovea.engine.reference.ReferenceEngine;
import java.util.List;

/**
 * An engine to be held against the reference engine in doubles.
 *
 * @param engine the engine
 * @param precision what it is to compute in
 */
record Contender(Engine engine, Precision precision) {

  /** Every engine and precision that must pass the tests of this package. */
  static List<Contender> all() {
    return List.of(new Contender(new ReferenceEngine(), Precision.F32));
  }

  @Override
  public String toString() {
    return engine.name() + " " + precision.label();
  }
}
