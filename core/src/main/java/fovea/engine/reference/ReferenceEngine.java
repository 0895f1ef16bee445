package fovea.engine.reference;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.nn.Network;
import fovea.nn.Shape;

/**
 * The engine of plain loops, on one thread. All arithmetic is in 64-bit floats; in {@link
 * Precision#F32} every activation and every gradient is rounded to a 32-bit float where it is
 * stored, in {@link Precision#F64} only what passes the buffers of the contract is.
 */
public final class ReferenceEngine implements Engine {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean supports(Precision precision) {
    return precision != Precision.BF16;
  }

  @Override
  public Model compile(Network network, Shape input, int batch, Precision precision) {
    if (!supports(precision)) {
      throw new IllegalArgumentException(
          "precision is %s: the reference engine computes in f32 or f64"
              .formatted(precision.label()));
    }
    ReferenceModel.requirePositive(batch);
    network.output(input); // refuses, naming the layer, what cannot be run
    return new ReferenceModel(network, input, precision);
  }
}
