package fovea.engine.onednn;

import fovea.engine.Engine;
import fovea.engine.EngineUnavailableException;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.PrecisionChoice;
import fovea.nn.Network;
import fovea.nn.Shape;

/**
 * The fast engine: compiles networks to static programs of oneDNN kernels. It runs on as many
 * threads as the environment variable {@code OMP_NUM_THREADS} says when the process starts.
 */
public final class OneDnnEngine implements Engine {

  private final Library library;

  /**
   * Loads the native library.
   *
   * @throws EngineUnavailableException if it cannot be loaded on this machine; the message says why
   */
  public OneDnnEngine() {
    library = Library.load();
  }

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String description() {
    return name() + " " + library.version() + " " + library.instructionSet();
  }

  @Override
  public boolean supports(Precision precision) {
    return library.supports(precision);
  }

  @Override
  public PrecisionChoice preferred(Network network, Shape input) {
    return supports(Precision.BF16)
        ? BrainFloat.preferred(network, input)
        : Engine.super.preferred(network, input);
  }

  @Override
  public Model compile(Network network, Shape input, int batch, Precision precision) {
    if (!supports(precision)) {
      throw new IllegalArgumentException(
          "precision is %s: the onednn engine computes in f32%s on this machine"
              .formatted(precision.label(), supports(Precision.BF16) ? " or bf16" : ""));
    }
    return new OneDnnModel(library, network, input, batch, precision);
  }
}
