package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnginesTest {

  private static final Network LENET = Zoo.network("lenet5", Zoo.Options.classes(10));
  private static final Shape INPUT = Zoo.input("lenet5");

  /** An engine that is fast at bf16, and computes nothing. */
  private static final class Fast implements Engine {
    @Override
    public String name() {
      return "fast";
    }

    @Override
    public boolean supports(Precision precision) {
      return precision != Precision.F64;
    }

    @Override
    public PrecisionChoice preferred(Network network, Shape input) {
      return new PrecisionChoice(Precision.BF16, "it is a test");
    }

    @Override
    public Model compile(
        Network network, Shape input, int batch, Precision precision, Set<String> frozen) {
      throw new UnsupportedOperationException("it only tells what it could do");
    }

    @Override
    public Model evaluator(Network network, Shape input, Precision precision) {
      throw new UnsupportedOperationException("it only tells what it could do");
    }

    @Override
    public Inference inference(
        Network network, Shape input, Precision precision, ParameterSource parameters) {
      throw new UnsupportedOperationException("it only tells what it could do");
    }
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(Engines.precision("bf16", new Fast(), LENET, INPUT)).isEqualTo(Precision.BF16);
    assertThat(Engines.precision("f32", new Fast(), LENET, INPUT)).isEqualTo(Precision.F32);
    assertThat(Engines.precision("bf16", new ReferenceEngine(), LENET, INPUT))
        .isEqualTo(Precision.F32);
    assertThatThrownBy(() -> Engines.precision("f16", new Fast(), LENET, INPUT))
        .hasMessage("precision is 'f16': it must be one of auto, f32, bf16");
  }

  @Test
  void autoIsWhatTheEnginePrefers() {
    assertThat(Engines.precision("auto", new Fast(), LENET, INPUT)).isEqualTo(Precision.BF16);
    assertThat(Engines.precision("auto", new ReferenceEngine(), LENET, INPUT))
        .isEqualTo(Precision.F32);
  }

  @Test
  void enginesAreFoundByName() {
    assertThat(Engines.named("reference")).isInstanceOf(ReferenceEngine.class);
    assertThat(Engines.named("auto").name()).isEqualTo("reference");
    assertThatThrownBy(() -> Engines.named("gpu"))
        .hasMessage("engine is 'gpu': it must be one of auto, reference");
  }
}
