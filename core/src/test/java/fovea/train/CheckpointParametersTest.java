package fovea.train;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.Inference;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointParametersTest {

  private static final Shape INPUT = Shape.image(3, 20, 20);
  private static final Network NETWORK =
      Network.of("read", conv(4, 3), batchNorm(), relu(), flatten(), linear(200));
  private static final List<Parameter> PARAMETERS = NETWORK.parameters(INPUT);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("parameters.safetensors");
    save(file, Map.of());
  }

  private static void save(Path file, Map<String, String> texts) throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Parameter parameter : PARAMETERS) {
      tensors.add(entry(parameter.name(), parameter));
      tensors.add(entry("optimizer.momentum." + parameter.name(), parameter));
    }
    Safetensors.write(file, texts, tensors);
  }

  private static Safetensors.Entry entry(String name, Parameter parameter) {
    return new Safetensors.Entry(name, parameter.dims(), () -> values(parameter));
  }

  private static float[] values(Parameter parameter) {
    return Initialization.PYTORCH.values(parameter, 7);
  }

  @Test
  void readsAnyPartOfAParameter() throws IOException {
    try (ParameterSource source = Checkpoint.parameters(file, NETWORK, INPUT)) {
      for (Parameter parameter : PARAMETERS) {
        assertThat(read(source, parameter, 0, parameter.elements())).isEqualTo(values(parameter));
        assertThat(read(source, parameter, 1, parameter.elements() - 1))
            .containsExactly(Arrays.copyOfRange(values(parameter), 1, parameter.elements()));
        assertThat(read(source, parameter, parameter.elements(), 0)).isEmpty();
      }
    }
  }

  @Test
  void skipsTheBatchCountersOfPyTorch() throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Parameter parameter : PARAMETERS) {
      tensors.add(entry(parameter.name(), parameter));
    }
    tensors.add(new Safetensors.Entry("bn1.num_batches_tracked", List.of(), () -> new float[] {7}));
    Safetensors.write(file, Map.of(), tensors);
    Checkpoint.parameters(file, NETWORK, INPUT).close();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesValuesThatAreNotFinite(float value) throws IOException {
    Parameter last = PARAMETERS.get(PARAMETERS.size() - 1);
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Parameter parameter : PARAMETERS) {
      float[] values = values(parameter);
      if (parameter.equals(last)) {
        values[values.length - 1] = value;
      }
      tensors.add(new Safetensors.Entry(parameter.name(), parameter.dims(), () -> values));
    }
    Safetensors.write(file, Map.of(), tensors);
    String message = "parameter " + last.name() + " has a value of " + value;
    assertThatThrownBy(
            () ->
                new ReferenceEngine()
                    .inference(
                        NETWORK, INPUT, Precision.F32, Checkpoint.parameters(file, NETWORK, INPUT)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(message);
    try (Model model = new ReferenceEngine().evaluator(NETWORK, INPUT, Precision.F32)) {
      assertThatIOException()
          .isThrownBy(() -> Checkpoint.loadModel(file, model))
          .withMessageContaining(message);
    }
  }

  @Test
  void fillsABufferFromItsPositionToItsLimit() throws IOException {
    Parameter first = PARAMETERS.get(0);
    try (ParameterSource source = Checkpoint.parameters(file, NETWORK, INPUT)) {
      FloatBuffer target = FloatBuffer.allocate(9).position(2).limit(5);
      source.read(first, 4, target);
      float[] values = values(first);
      assertThat(target.position()).isEqualTo(5);
      assertThat(target.array()).containsExactly(0, 0, values[4], values[5], values[6], 0, 0, 0, 0);
    }
  }

  @Test
  void refusesWhatIsNotThere() throws IOException {
    Parameter first = PARAMETERS.get(0);
    try (ParameterSource source = Checkpoint.parameters(file, NETWORK, INPUT)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(source, first, first.elements() - 1, 2))
          .withMessageContaining(first.name());
      assertThatIllegalArgumentException().isThrownBy(() -> read(source, first, -1, 2));
    }
  }

  @Test
  void refusesAFileOfAnotherNetwork() {
    Network larger = Network.of("read", conv(4, 3), batchNorm(), relu(), flatten(), linear(201));
    assertThatIOException()
        .isThrownBy(() -> Checkpoint.parameters(file, larger, INPUT))
        .withMessageContaining("[200, 1296], not [201, 1296]: it is of another network");
    Network shorter = Network.of("read", conv(4, 3), batchNorm(), relu(), flatten());
    assertThatIOException()
        .isThrownBy(() -> Checkpoint.parameters(file, shorter, INPUT))
        .withMessageContaining("that the network lacks");
    Network longer =
        Network.of("read", conv(4, 3), batchNorm(), relu(), flatten(), linear(200), linear(2));
    assertThatIOException()
        .isThrownBy(() -> Checkpoint.parameters(file, longer, INPUT))
        .withMessageContaining("has no tensor");
  }

  @Test
  void anInterruptOfItsReaderLosesNothing() throws IOException {
    Parameter first = PARAMETERS.get(0);
    try (ParameterSource source = Checkpoint.parameters(file, NETWORK, INPUT)) {
      Thread.currentThread().interrupt();
      float[] read = read(source, first, 0, first.elements());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(read).isEqualTo(values(first));
      assertThat(read(source, first, 0, first.elements())).isEqualTo(values(first));
    }
  }

  @Test
  void tellsWhenReadingFails() throws IOException {
    ParameterSource source = Checkpoint.parameters(file, NETWORK, INPUT);
    source.close();
    assertThatThrownBy(() -> read(source, PARAMETERS.get(0), 0, 1))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void givesAnInferenceItsParameters() throws IOException {
    try (Inference inference =
        new ReferenceEngine()
            .inference(
                NETWORK, INPUT, Precision.F32, Checkpoint.parameters(file, NETWORK, INPUT))) {
      FloatBuffer scores = FloatBuffer.allocate(200);
      inference.scores(FloatBuffer.allocate(INPUT.elements()), 1, scores);
      assertThat(scores.array()).doesNotContain(0);
    }
  }

  private static float[] read(ParameterSource source, Parameter parameter, long offset, int count) {
    FloatBuffer target = FloatBuffer.allocate(count);
    source.read(parameter, offset, target);
    assertThat(target.hasRemaining()).isFalse();
    return target.array();
  }
}
