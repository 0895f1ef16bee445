package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The zoo's networks for photographs against torchvision's, with the same weights under the same
 * names: {@code torchvision-logits.txt} has its logits, {@code torchvision-logits.py} made it.
 */
class TorchvisionTest {

  private static final int CLASSES = 10;
  private static final float TOLERANCE = 1e-4f;

  /** A line of the file: a network, the side of its image, and its logits. */
  private record Golden(String network, int side, List<Float> logits) {

    static Golden parse(String line) {
      List<String> words = List.of(line.split(" ", -1));
      List<Float> logits = words.subList(2, words.size()).stream().map(Float::valueOf).toList();
      return new Golden(words.get(0), Integer.parseInt(words.get(1)), logits);
    }

    Shape input() {
      return Shape.image(3, side, side);
    }

    @Override
    public String toString() {
      return network + " " + side;
    }
  }

  static List<Golden> goldens() throws IOException {
    try (InputStream in = TorchvisionTest.class.getResourceAsStream("torchvision-logits.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(Golden::parse).toList();
    }
  }

  static List<Golden> small() throws IOException {
    return goldens().stream()
        .filter(
            each ->
                each.side() == 64 && each.network().matches("resnet18|mobilenet_v2|convnext_tiny"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void givesTheLogitsOfTorchvision(Golden golden) {
    check(new OneDnnEngine(), golden);
  }

  @ParameterizedTest
  @MethodSource("small")
  void theReferenceGivesThemToo(Golden golden) {
    check(new ReferenceEngine(), golden);
  }

  @Test
  void withoutItsCeilingMobileNetGivesOtherLogits() {
    Shape input = Shape.image(3, 64, 64);
    Network mobile = Zoo.network("mobilenet_v2", Zoo.Options.classes(CLASSES));
    Network unbounded = new Network("unbounded", withoutCeiling(mobile.layers()));
    float[] bounded = logits(new OneDnnEngine(), mobile, input);
    assertThat(logits(new OneDnnEngine(), unbounded, input)[0])
        .isNotCloseTo(bounded[0], Offset.offset(100 * TOLERANCE));
  }

  private static List<Named> withoutCeiling(List<Named> layers) {
    List<Named> all = new ArrayList<>();
    for (Named named : layers) {
      if (named.layer() instanceof Residual block) {
        all.add(new Named(named.name(), new Residual(withoutCeiling(block.body()), List.of())));
      } else {
        boolean bounded = named.layer() instanceof ReLU6;
        all.add(bounded ? new Named(named.name(), new ReLU()) : named);
      }
    }
    return all;
  }

  private static void check(Engine engine, Golden golden) {
    Network network = Zoo.network(golden.network(), Zoo.Options.classes(CLASSES));
    float[] logits = logits(engine, network, golden.input());
    assertThat(golden.logits()).hasSize(CLASSES);
    for (int i = 0; i < CLASSES; i++) {
      assertThat(logits[i]).isCloseTo(golden.logits().get(i), Offset.offset(TOLERANCE));
    }
  }

  private static float[] logits(Engine engine, Network network, Shape input) {
    Map<String, float[]> parameters = new HashMap<>();
    for (Parameter parameter : network.parameters(input)) {
      parameters.put(parameter.name(), values(parameter.name(), parameter.dims()));
    }
    List<Integer> image = List.of(1, input.channels(), input.height(), input.width());
    float[] logits = new float[CLASSES];
    try (Inference inference =
        engine.inference(network, input, Precision.F32, ParameterSource.of(parameters))) {
      inference.scores(FloatBuffer.wrap(values("image", image)), 1, FloatBuffer.wrap(logits));
    }
    return logits;
  }

  /** The values of a parameter or of the image, as {@code torchvision-logits.py} makes them. */
  private static float[] values(String name, List<Integer> dims) {
    int count = dims.stream().reduce(1, (a, b) -> a * b);
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double uniform = uniform((crc.getValue() << 32) + i + 1);
      values[i] = (float) value(name, dims.size(), count / dims.get(0), uniform);
    }
    return values;
  }

  private static double value(String name, int rank, int fanIn, double uniform) {
    if (name.endsWith("running_var")) {
      return 0.5 + uniform;
    }
    if (rank > 1) {
      return (2 * uniform - 1) * Math.sqrt(6.0 / fanIn);
    }
    if (name.endsWith(".bn2.weight") || name.endsWith(".bn3.weight")) {
      return 0.2 + 0.2 * uniform;
    }
    return name.endsWith(".weight") ? 0.75 + 0.5 * uniform : 0.2 * (2 * uniform - 1);
  }

  /** The finaliser of SplitMix64, as a number from 0 to 1. */
  private static double uniform(long index) {
    long z = index * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 40) / (double) (1 << 24);
  }
}
