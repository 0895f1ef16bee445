package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.onednn.plan.Plan;
import fovea.engine.onednn.plan.Shards;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** Compiles a network to a program: plans it, lets its stages emit both passes, and places them. */
final class Compiler {

  private final Emitter emitter;
  private final Parameters parameters;
  private final Mode mode;
  private final ProgramBuffer input;
  private final ProgramBuffer output;
  private final Optional<ProgramBuffer> outputGradient;
  private final Optional<ProgramBuffer> inputGradient;

  private Compiler(
      Emitter emitter, Parameters parameters, Mode mode, memory.desc images, memory.desc results) {
    this.emitter = emitter;
    this.parameters = parameters;
    this.mode = mode;
    input = emitter.end(images);
    output = emitter.end(results);
    outputGradient = mode.hasBackward() ? Optional.of(emitter.end(results)) : Optional.empty();
    inputGradient = mode.hasInputGradient() ? Optional.of(emitter.end(images)) : Optional.empty();
  }

  /**
   * Compiles a program.
   *
   * @param arena owns the program's native objects; closed with the program, or if this throws
   * @param exchange present if gradients are to become whole early in the backward pass: the
   *     processes over which training takes the statistics of batch normalisations
   * @throws IllegalArgumentException if a layer cannot take such a batch
   */
  static Program compile(
      Arena arena,
      Library library,
      Parameters parameters,
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Mode mode,
      Optional<Peers> exchange) {
    try {
      return Arena.freeingTemporaries(
          () -> {
            Shards shards = shards(library, batch, network, input);
            Plan plan = Plan.of(network, input, shards, mode, parameters.fixed());
            memory.data_type type = Library.type(precision);
            return new Compiler(
                    new Emitter(library, arena, shards, type, mode, exchange),
                    parameters,
                    mode,
                    Dims.rowMajor(Dims.of(batch, input), memory.data_type.f32),
                    Dims.rowMajor(Dims.of(batch, network.output(input)), memory.data_type.f32))
                .lower(plan, batch);
          });
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    } finally {
      parameters.endOfLayer(); // also after a failure in the middle of a layer
    }
  }

  private static Shards shards(Library library, int batch, Network network, Shape input) {
    if (library.pool().isEmpty()) {
      return new Shards(1, batch);
    }
    long weights =
        network.parameters(input).stream()
            .filter(each -> each.dims().size() == 4)
            .mapToLong(Parameter::elements)
            .sum();
    return library.sharding().of(batch, network.multiplyAdds(input), weights);
  }

  private Program lower(Plan plan, int batch) {
    Stage stage =
        SequentialStage.lower(
            emitter, parameters, plan.nodes(), input.tensor(), Optional.of(output.tensor()));
    emitter.copy("output", "reorder", stage.output(), emitter.inScope(output.tensor()));
    outputGradient.ifPresent(gradient -> lowerBackward(stage, gradient.tensor()));
    return new Program(
        mode,
        batch,
        input.floats(),
        output.floats(),
        floats(outputGradient),
        floats(inputGradient),
        emitter.finish(parameters.gradients()));
  }

  private static FloatBuffer floats(Optional<ProgramBuffer> end) {
    return end.map(ProgramBuffer::floats).orElseGet(() -> FloatBuffer.allocate(0));
  }

  private void lowerBackward(Stage stage, Tensor gradient) {
    Draft.Scope last = emitter.scope();
    emitter.beginBackward();
    Optional<Tensor> before =
        stage.backward(emitter.enter(last, gradient), mode.hasInputGradient());
    inputGradient.ifPresent(
        result ->
            emitter.copy(
                "input", "reorder", before.orElseThrow(), emitter.inScope(result.tensor())));
    emitter.finishGradients();
  }
}
