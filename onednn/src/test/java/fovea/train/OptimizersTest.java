package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The optimisers against PyTorch 1.13, six steps with changing gradients and rates:
 *
 * <pre>
 * w = torch.nn.Parameter(torch.tensor([1., -2., 0.5, 3.])); opt = make([w])
 * for t in range(1, 7):
 *     for group in opt.param_groups: group['lr'] = 0.1 / t
 *     w.grad = torch.tensor([math.sin(t + i) * (i + 1) for i in range(4)])
 *     opt.step()
 * </pre>
 *
 * Lion, which it lacks, against the same loop over its authors' pseudo-code in doubles.
 */
class OptimizersTest {

  private static Arguments of(
      String name, Function<List<Variable>, Optimizer> optimizer, double... expected) {
    return Arguments.of(name, optimizer, expected);
  }

  static Stream<Arguments> golden() {
    return Stream.of(
        of(
            "Adam(betas=(0.8, 0.95), eps=1e-3, weight_decay=0.01)",
            all -> new Adam(all, 0.8, 0.95, 1e-3, WeightDecay.coupled(0.01)),
            0.8281118869781494,
            -2.112720251083374,
            0.48099127411842346,
            3.176015853881836),
        of(
            "AdamW(weight_decay=0.1)",
            all -> new Adam(all, 0.9, 0.999, 1e-8, new WeightDecay(0.1, true, false)),
            0.797248363494873,
            -2.0732581615448,
            0.4698476493358612,
            3.1106088161468506),
        of(
            "RMSprop(alpha=0.9, eps=1e-3, momentum=0.5, weight_decay=0.01)",
            all -> new RmsProp(all, 0.9, 1e-3, 0.5, WeightDecay.coupled(0.01)),
            0.49532559514045715,
            -2.2792704105377197,
            0.3875196874141693,
            3.534043312072754),
        of(
            "RMSprop()",
            all -> new RmsProp(all, 0.99, 1e-8, 0, WeightDecay.NONE),
            -0.13728347420692444,
            -2.735703945159912,
            0.11847154051065445,
            4.195994853973389),
        of(
            "Adagrad(eps=1e-3, weight_decay=0.01)",
            all -> new Adagrad(all, 1e-3, WeightDecay.coupled(0.01)),
            0.8856925368309021,
            -2.072506904602051,
            0.4620400667190552,
            3.119224786758423),
        of(
            "Lion(betas=(0.9, 0.99), weight_decay=0.1)",
            all -> new Lion(all, 0.9, 0.99, new WeightDecay(0.1, true, false)),
            0.8560534086484877,
            -2.0381971478011,
            0.4602341622985563,
            3.046844739950962));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("golden")
  void agreesWithPyTorch(
      String name, Function<List<Variable>, Optimizer> optimizer, double[] expected) {
    try (Model model = fourWeights()) {
      Variable weight = model.variables().get(0);
      weight.write(new float[] {1, -2, 0.5f, 3}, weight.values());
      Optimizer tested = optimizer.apply(model.variables());
      for (int t = 1; t <= 6; t++) {
        weight.write(gradient(t), weight.gradient());
        tested.step(0.1 / t, t);
      }
      float[] values = weight.read(weight.values());
      for (int i = 0; i < 4; i++) {
        assertThat((double) values[i]).as("weight %d", i).isCloseTo(expected[i], within(2e-6));
      }
    }
  }

  private static Model fourWeights() {
    Network network = Network.of("weights", Layers.linear(4).withoutBias());
    return new ReferenceEngine().compile(network, Shape.vector(1), 1, Precision.F32);
  }

  private static float[] gradient(int t) {
    float[] gradient = new float[4];
    for (int i = 0; i < 4; i++) {
      gradient[i] = (float) (Math.sin(t + i) * (i + 1));
    }
    return gradient;
  }

  @Test
  void decayCanSpareBiases() {
    Network network = Network.of("both", Layers.linear(2));
    try (Model model = new ReferenceEngine().compile(network, Shape.vector(1), 1, Precision.F32)) {
      for (Variable variable : model.variables()) {
        variable.write(new float[] {1, 2}, variable.values());
      }
      new Sgd(model.variables(), 0, false, new WeightDecay(0.5, false, true)).step(0.1, 1);
      assertThat(values(model, 0)).containsExactly(0.95f, 1.9f);
      assertThat(values(model, 1)).containsExactly(1, 2);
    }
  }

  private static float[] values(Model model, int variable) {
    Variable it = model.variables().get(variable);
    return it.read(it.values());
  }

  /**
   * {@code p.grad = torch.tensor([3., -4., 12., 0.]); torch.nn.utils.clip_grad_norm_([p], 2.6)},
   * then a step of 1 from 0.
   */
  @Test
  void aLongGradientIsScaledAndAShortOneIsLeft() {
    try (Model model = fourWeights()) {
      Variable weight = model.variables().get(0);
      Optimizer clipped =
          new GradientClipping(
              new Sgd(model.variables(), 0, false, WeightDecay.NONE), model.variables(), 2.6);
      weight.write(new float[] {0, 0, 0, 0}, weight.values());
      weight.write(new float[] {3, -4, 12, 0}, weight.gradient());
      clipped.step(1, 1);
      assertThat(values(model, 0))
          .containsExactly(new float[] {-0.6f, 0.8f, -2.4f, 0}, within(1e-6f));
      weight.write(new float[] {0.1f, 0, 0, 0}, weight.gradient());
      clipped.step(1, 2);
      assertThat(values(model, 0))
          .containsExactly(new float[] {-0.7f, 0.8f, -2.4f, 0}, within(1e-6f));
    }
  }

  @Test
  void accumulatedBatchesMakeOneStepDownTheirMean() {
    try (Model model = fourWeights()) {
      Variable weight = model.variables().get(0);
      weight.write(new float[4], weight.values());
      Optimizer accumulated =
          new GradientAccumulation(
              new Sgd(model.variables(), 0, false, WeightDecay.NONE), model.variables(), 2);
      float[][] gradients = {{1, 2, 0, 0}, {3, -4, 0, 0}, {10, 0, 0, 0}, {-4, 2, 0, 0}};
      float[][] after = {{0, 0, 0, 0}, {-2, 1, 0, 0}, {-2, 1, 0, 0}, {-5, 0, 0, 0}};
      for (int i = 0; i < gradients.length; i++) {
        weight.write(gradients[i], weight.gradient());
        accumulated.step(1, i + 1);
        assertThat(values(model, 0)).as("after batch %d", i + 1).containsExactly(after[i]);
      }
    }
  }

  @Test
  void anAverageFollowsTheWeightsAndCanTakeTheirPlace() {
    try (Model model = fourWeights()) {
      Variable weight = model.variables().get(0);
      weight.write(new float[] {8, 0, 0, 0}, weight.values());
      Optimizer averaged =
          new WeightAveraging(
              new Sgd(model.variables(), 0, false, WeightDecay.NONE), model.variables(), 0.25);
      weight.write(new float[] {4, 0, 0, 0}, weight.gradient());
      averaged.step(1, 1); // decay min(0.25, 2 / 11): 8 * 2/11 + 4 * 9/11
      averaged.swapAveragedWeights();
      assertThat(values(model, 0)[0]).isCloseTo((8 * 2 + 4 * 9) / 11f, within(1e-5f));
      averaged.swapAveragedWeights();
      assertThat(values(model, 0)[0]).isEqualTo(4);
      averaged.step(1, 1_000); // decay 0.25
      averaged.swapAveragedWeights();
      assertThat(values(model, 0)[0]).isCloseTo(0.25f * 52 / 11, within(1e-5f));
    }
  }

  /**
   * The loop of airbench94 (Jordan 2024), in its own words:
   *
   * <pre>
   * w = torch.tensor([8., 0., 0., 0.]); ema = w.clone()
   * alpha = 0.8 * (torch.arange(13) / 12) ** 3
   * for step in range(1, 13):
   *     w -= 1
   *     if step % 5 == 0: ema.lerp_(w, 1 - alpha[step]); w.copy_(ema)
   * w.copy_(ema)
   * </pre>
   */
  @Test
  void lookaheadSetsWeightsBackToSlowOnesAndEndsWithThem() {
    try (Model model = fourWeights()) {
      Variable weight = model.variables().get(0);
      weight.write(new float[] {8, 0, 0, 0}, weight.values());
      Optimizer lookahead =
          new Lookahead(
              new Sgd(model.variables(), 0, false, WeightDecay.NONE), model.variables(), 0.8, 12);
      weight.write(new float[] {1, 1, 1, 1}, weight.gradient());
      float[] first = {
        7f,
        6f,
        5f,
        4f,
        3.289352f,
        2.289352f,
        1.289352f,
        0.2893519f,
        -0.7106481f,
        0.6041666f,
        -0.3958334f,
        0.6041666f
      };
      for (int step = 1; step <= 12; step++) {
        lookahead.step(1, step);
        assertThat(values(model, 0)[0])
            .as("step %d", step)
            .isCloseTo(first[step - 1], within(1e-5f));
      }
      assertThat(lookahead.state()).extracting(Optimizer.State::name).containsExactly("slow");
    }
  }

  private static Optimizer everything(List<Variable> all) {
    Optimizer adam = new Adam(all, 0.9, 0.99, 1e-8, new WeightDecay(0.01, true, true));
    Optimizer looking = new Lookahead(new GradientClipping(adam, all, 0.5), all, 0.8, 20);
    return new GradientAccumulation(new WeightAveraging(looking, all, 0.9), all, 2);
  }

  /** The stop comes between the two batches of an accumulated step. */
  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void aStoppedTrainingGoesOnToTheBitWithAllThatSurroundsAnOptimiser(
      Engine engine, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("last.safetensors");
    try (Trials.Session whole =
            new Trials.Session(engine, Trials.small(), 3, OptimizersTest::everything);
        Trials.Session first =
            new Trials.Session(engine, Trials.small(), 3, OptimizersTest::everything);
        Trials.Session resumed =
            new Trials.Session(engine, Trials.small(), 3, OptimizersTest::everything)) {
      whole.run(3, whole.start);
      first.run(
          3,
          first.start,
          new Listener() {
            @Override
            public void onStep(Progress progress) {
              if (progress.step() == 5) {
                first.stop.request();
              }
            }

            @Override
            public void onEnd(Outcome outcome, Progress progress) {
              try {
                Checkpoint.save(file, first.model, first.optimizer, progress.state(), Map.of());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
      TrainerState state = Checkpoint.load(file, resumed.model, resumed.optimizer);
      assertThat(state.step()).isEqualTo(5);
      resumed.run(3, state);

      assertThat(resumed.values()).containsExactlyElementsOf(whole.values());
      whole.optimizer.swapAveragedWeights();
      resumed.optimizer.swapAveragedWeights();
      assertThat(resumed.values()).as("averages").containsExactlyElementsOf(whole.values());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("golden")
  void aStepAllocatesNothing(
      String name, Function<List<Variable>, Optimizer> optimizer, double[] expected) {
    try (Model model = fourWeights()) {
      Optimizer tested =
          new WeightAveraging(
              new GradientAccumulation(
                  new Lookahead(
                      new GradientClipping(
                          optimizer.apply(model.variables()), model.variables(), 1),
                      model.variables(),
                      0.8,
                      10_000),
                  model.variables(),
                  2),
              model.variables(),
              0.9);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      steps(tested, 20_000);
      long before = threads.getCurrentThreadAllocatedBytes();
      steps(tested, 10_000);
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(bytes).as("bytes in 10,000 steps").isLessThan(10_000);
    }
  }

  private static void steps(Optimizer optimizer, int count) {
    for (int i = 1; i <= count; i++) {
      optimizer.step(1e-6, i);
    }
  }

  static Stream<Arguments> refused() {
    WeightDecay none = WeightDecay.NONE;
    return Stream.of(
        refusal(() -> new Adam(List.of(), 1, 0.9, 1e-8, none), "beta1 is 1.0"),
        refusal(() -> new Adam(List.of(), 0.9, -0.1, 1e-8, none), "beta2 is -0.1"),
        refusal(() -> new Adam(List.of(), 0.9, 0.9, 0, none), "epsilon is 0.0"),
        refusal(() -> new RmsProp(List.of(), 1, 1e-8, 0, none), "alpha is 1.0"),
        refusal(() -> new RmsProp(List.of(), 0.9, 1e-8, 1, none), "momentum is 1.0"),
        refusal(() -> new Adagrad(List.of(), Double.NaN, none), "epsilon is NaN"),
        refusal(() -> new Lion(List.of(), 0.9, 1, none), "beta2 is 1.0"),
        refusal(() -> new WeightDecay(-1, false, false), "weight decay is -1.0"),
        refusal(() -> new GradientClipping(sgd(), List.of(), 0), "gradient norm is 0.0"),
        refusal(() -> new GradientAccumulation(sgd(), List.of(), 0), "accumulated batches is 0"),
        refusal(() -> new WeightAveraging(sgd(), List.of(), 1), "averaging decay is 1.0"),
        refusal(() -> new Lookahead(sgd(), List.of(), 1, 10), "lookahead is 1.0"),
        refusal(() -> new Lookahead(sgd(), List.of(), 0.5, 0), "steps is 0"));
  }

  private static Optimizer sgd() {
    return new Sgd(List.of(), 0, false, WeightDecay.NONE);
  }

  private static Arguments refusal(ThrowingCallable call, String start) {
    return Arguments.of(call, start);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void refuses(ThrowingCallable call, String start) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith(start + ": it must be ");
  }
}
