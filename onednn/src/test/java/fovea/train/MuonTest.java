package fovea.train;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import fovea.engine.Engine;
import fovea.engine.MatrixProduct;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Muon against its authors' formula in PyTorch 1.13, in double precision:
 *
 * <pre>
 * def orthogonal(g):
 *     a, b, c = 3.4445, -4.7750, 2.0315
 *     x = g / (g.norm() + 1e-7)
 *     if g.size(0) &gt; g.size(1): x = x.T
 *     for _ in range(5):
 *         m = x @ x.T
 *         x = a * x + (b * m + c * m @ m) @ x
 *     return x.T if g.size(0) &gt; g.size(1) else x
 * w = [cos(i)], v = 0
 * for t in 1, 2, 3:
 *     g = [sin(t + i * i)]; v = 0.9 * v + g; lr = 0.1 / t
 *     w = w * (rows ** 0.5 / w.norm() if keep_norm else 1 - 0.05 * lr)
 *     w = w - lr * max(1, rows / columns) ** 0.5 * orthogonal(g + 0.9 * v)
 * </pre>
 */
class MuonTest {

  private static final double[] WIDE = {
    0.906656, 0.5057597, -0.3706997, -0.9327546, -0.5757804, 0.207938, 0.9922457, 0.7390637,
    -0.2040737, -0.9641817, -0.8890139, -0.0126701, 0.7747495, 0.8391931, 0.0740056, -0.7628905,
    -0.9210754, -0.3521858, 0.716639, 1.039605, 0.4274883, -0.562034, -1.0813081, -0.5561942
  };

  private static final double[] HIGH = {
    0.8932047, 0.4509179, -0.3563381, -0.926365, -0.5632336, 0.2008396, 0.9917218, 0.7337419,
    -0.2052765, -0.9762797, -0.8918175, -0.0343141, 0.7507745, 0.8237886, 0.0480579, -0.725343,
    -0.9213494, -0.3648255, 0.7416022, 1.080386, 0.4252463, -0.5928116, -1.0846663, -0.5765574
  };

  private static final double[] WIDE_KEPT = {
    0.4026956,
    0.2335681,
    -0.1611789,
    -0.4334881,
    -0.2464791,
    0.0652552,
    0.5072347,
    0.3584298,
    -0.1299188,
    -0.5040149,
    -0.4652187,
    -0.0145178,
    0.3493315,
    0.3817004,
    0.0057731,
    -0.3796396,
    -0.4382085,
    -0.2128521,
    0.3829337,
    0.540334,
    0.2211773,
    -0.2852484,
    -0.5759784,
    -0.2868473
  };

  private static final double[] HIGH_KEPT = {
    0.5952876,
    0.29019,
    -0.2325027,
    -0.631245,
    -0.3685702,
    0.1164819,
    0.7051959,
    0.5088671,
    -0.1616054,
    -0.7043609,
    -0.6414947,
    -0.0353463,
    0.4993218,
    0.5534106,
    0.0077079,
    -0.4990999,
    -0.6359186,
    -0.2825002,
    0.54443,
    0.785269,
    0.3034465,
    -0.4292002,
    -0.7862212,
    -0.4174142
  };

  static Stream<Arguments> cases() {
    return Stream.of(new ReferenceEngine(), new OneDnnEngine())
        .flatMap(
            engine ->
                Stream.of(
                    arguments(engine, 3, 2, false, WIDE),
                    arguments(engine, 6, 1, false, HIGH),
                    arguments(engine, 3, 2, true, WIDE_KEPT),
                    arguments(engine, 6, 1, true, HIGH_KEPT)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithItsAuthorsFormula(
      Engine engine, int filters, int channels, boolean keepNorm, double[] expected) {
    Network network = Network.of("filters", conv(filters, 2));
    try (Model model = engine.compile(network, Shape.image(channels, 8, 8), 4, Precision.F32)) {
      Variable weight = model.variables().get(0);
      float[] start = new float[expected.length];
      float[] gradient = new float[expected.length];
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) Math.cos(i);
      }
      weight.write(start, weight.values());
      Muon muon =
          new Muon(
              model.variables(),
              0.9,
              1,
              keepNorm,
              new WeightDecay(0.05, false, true),
              engine.matrixProduct());
      for (int t = 1; t <= 3; t++) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] = (float) Math.sin(t + i * i);
        }
        weight.write(gradient, weight.gradient());
        muon.step(0.1 / t, t);
      }
      float[] values = weight.read(weight.values());
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i]).as("weight %d", i).isCloseTo(expected[i], within(2e-5));
      }
    }
  }

  @Test
  void whatIsNoFilterGoesDownByNesterovsMomentum() {
    Network network = Network.of("filters", conv(2, 1));
    try (Model model =
        new ReferenceEngine().compile(network, Shape.image(1, 2, 2), 1, Precision.F32)) {
      Variable bias = model.variables().get(1);
      bias.write(new float[] {1, 2}, bias.gradient());
      new Muon(model.variables(), 0.5, 3, false, WeightDecay.NONE, MatrixProduct.LOOPS)
          .step(0.1, 1);
      assertThat(bias.read(bias.values()))
          .containsExactly(new float[] {-0.45f, -0.9f}, within(1e-6f));
    }
  }

  @Test
  void remembersAVelocityForEveryVariable() {
    Network network = Network.of("filters", conv(2, 1));
    try (Model model =
        new ReferenceEngine().compile(network, Shape.image(1, 2, 2), 1, Precision.F32)) {
      List<Optimizer.State> state =
          new Muon(model.variables(), 0.5, 1, false, WeightDecay.NONE, MatrixProduct.LOOPS).state();
      assertThat(state)
          .extracting(each -> each.variable().parameter().name())
          .containsExactlyInAnyOrder("conv1.weight", "conv1.bias");
    }
  }

  @Test
  void frozenFiltersStayAsTheyAre() {
    Network network = Network.of("filters", conv(2, 1), conv(2, 1));
    try (Model model =
        new ReferenceEngine()
            .compile(network, Shape.image(1, 2, 2), 1, Precision.F32, Set.of("conv1.weight"))) {
      Variable frozen = model.variables().get(0);
      float[] before = frozen.read(frozen.values());
      Muon muon = new Muon(model.variables(), 0.5, 1, true, WeightDecay.NONE, MatrixProduct.LOOPS);
      muon.step(0.1, 1);
      assertThat(frozen.read(frozen.values())).containsExactly(before);
      assertThat(muon.state())
          .extracting(each -> each.variable().parameter().name())
          .doesNotContain("conv1.weight");
    }
  }
}
