package fovea.engine.onednn;

import fovea.engine.Engine;
import fovea.engine.EngineUnavailableException;
import fovea.engine.Engines;
import fovea.engine.Inference;
import fovea.engine.MatrixProduct;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.PrecisionChoice;
import fovea.engine.onednn.plan.Sharding;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Optional;
import java.util.Set;

/**
 * The fast engine: compiles networks to static programs of oneDNN kernels. The number of threads is
 * taken from the environment variable {@code OMP_NUM_THREADS} when the process starts. The number
 * of concurrent calls of an {@link Inference} is the number of processors divided by it.
 */
public final class OneDnnEngine implements Engine {

  private final Library library;
  private Optional<Boolean> fastBf16 = Optional.empty();

  /**
   * Loads the native library.
   *
   * @throws EngineUnavailableException if it cannot be loaded on this machine; the message says why
   */
  public OneDnnEngine() {
    this(Sharding.USUAL, Engines.threads());
  }

  /** Loads the native library; batches are divided in a given way, among given threads. */
  OneDnnEngine(Sharding sharding, int threads) {
    library = Library.load(sharding, threads);
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
    if (!supports(Precision.BF16)) {
      return Engine.super.preferred(network, input);
    }
    return fastBf16()
        ? Bf16Heuristic.preferred(network, input)
        : new PrecisionChoice(
            Precision.F32, "this processor has bf16 but is not faster at it, as measured just now");
  }

  private synchronized boolean fastBf16() {
    if (fastBf16.isEmpty()) {
      fastBf16 = Optional.of(Bf16Speed.isFast(library));
    }
    return fastBf16.get();
  }

  @Override
  public MatrixProduct matrixProduct() {
    return library.pool().<MatrixProduct>map(GemmProduct::new).orElse(MatrixProduct.LOOPS);
  }

  @Override
  public Model compile(
      Network network, Shape input, int batch, Precision precision, Set<String> frozen) {
    return compile(network, input, batch, precision, frozen, Optional.empty());
  }

  @Override
  public Model compileForExchange(
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Set<String> frozen,
      Peers peers) {
    return compile(network, input, batch, precision, frozen, Optional.of(peers));
  }

  private Model compile(
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Set<String> frozen,
      Optional<Peers> exchange) {
    require(precision);
    Variables variables = Variables.trained(library, network.parameters(input), frozen);
    OneDnnPrograms programs =
        new OneDnnPrograms(library, variables, network, input, precision, exchange);
    Model model = new Model(network, input, precision, true, variables::all, programs);
    try {
      model.training(batch); // the first program determines the layouts of the variables
      return model;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  @Override
  public Model evaluator(Network network, Shape input, Precision precision) {
    require(precision);
    network.output(input); // throws, naming the layer, if the shapes do not fit
    Variables variables = Variables.evaluated(library, network.parameters(input));
    OneDnnPrograms programs =
        new OneDnnPrograms(library, variables, network, input, precision, Optional.empty());
    return new Model(network, input, precision, false, variables::all, programs);
  }

  @Override
  public Inference inference(
      Network network, Shape input, Precision precision, ParameterSource source) {
    int processors = Runtime.getRuntime().availableProcessors();
    return inference(
        network, input, precision, source, Math.max(1, processors / Engines.threads()));
  }

  /**
   * Prepares a network for inference.
   *
   * @param contexts the number of calls that can compute at the same time
   */
  Inference inference(
      Network network, Shape input, Precision precision, ParameterSource source, int contexts) {
    FixedParameters parameters;
    try {
      require(precision);
      parameters = new FixedParameters(library, network.parameters(input), source);
    } catch (RuntimeException | Error e) {
      source.close();
      throw e;
    }
    OneDnnPrograms programs =
        new OneDnnPrograms(library, parameters, network, input, precision, Optional.empty());
    return new Inference(network, input, precision, contexts, programs);
  }

  private void require(Precision precision) {
    if (!supports(precision)) {
      throw new IllegalArgumentException(
          "precision is %s: the onednn engine computes in f32%s on this machine"
              .formatted(precision.label(), supports(Precision.BF16) ? " or bf16" : ""));
    }
  }
}
