package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks with fixed parameters against evaluation programs, and what threads may do to them. */
@Tag("long")
class InferenceTest {

  private static final Shape INPUT = Shape.image(3, 8, 8);
  private static final Network NETWORK =
      Network.of(
          "small",
          conv(32, 3).same(),
          batchNorm(),
          relu(),
          conv(64, 5).same(),
          relu(),
          maxPool(2),
          flatten(),
          linear(7));

  static List<Contender> contenders() {
    return Contender.all();
  }

  static Stream<Arguments> cases() {
    return Contender.all().stream()
        .flatMap(
            contender -> AgreementCase.all().map(agreement -> Arguments.of(contender, agreement)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void agreesWithEvaluation(Contender contender, AgreementCase agreement) {
    Network network = agreement.network();
    Shape input = agreement.input();
    try (Model model = contender.engine().evaluator(network, input, contender.precision());
        Inference inference =
            contender
                .engine()
                .inference(network, input, contender.precision(), new Start(new AtomicInteger()))) {
      for (Variable variable : model.variables()) {
        variable.write(Start.values(variable.parameter()), variable.values());
      }
      for (int count : contender.fast() ? new int[] {1, 3, 8, 32, 41} : new int[] {1, 9}) {
        assertThat(
                Tolerance.of(contender.precision())
                    .holds(scores(inference, count), evaluated(model, count)))
            .as("scores of %d images are right", count)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void computesTheBitsOfTheEvaluationProgramOfItsBatchSize(Contender contender) {
    try (Model model = filled(contender);
        Inference inference = inference(contender)) {
      assertThat(scores(inference, 32)).isEqualTo(evaluated(model, 32));
      assertThat(scores(inference, 1)).isEqualTo(evaluated(model, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void takesAnyNumberOfImages(Contender contender) {
    int most = contender.fast() ? 300 : 20;
    try (Inference inference = inference(contender)) {
      float[] all = scores(inference, most);
      Tolerance tolerance = Tolerance.of(contender.precision());
      for (int count = 0; count <= most; count++) {
        float[] some = scores(inference, count);
        assertThat(count == 0 || tolerance.holds(some, Arrays.copyOf(all, some.length)))
            .as("scores of %d images are right", count)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void givesEveryThreadTheBitsThatOneThreadGets(Contender contender) throws Exception {
    int[] counts = contender.fast() ? new int[] {1, 5, 2, 8, 33, 1, 13, 64} : new int[] {1, 5, 9};
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Inference inference = inference(contender)) {
      List<float[]> alone = IntStream.of(counts).mapToObj(each -> scores(inference, each)).toList();
      List<Callable<Void>> calls = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int first = thread;
        calls.add(
            () -> {
              for (int i = first; i < first + 5 * counts.length; i++) {
                int which = i % counts.length;
                assertThat(scores(inference, counts[which])).isEqualTo(alone.get(which));
              }
              return null;
            });
      }
      for (Future<Void> call : threads.invokeAll(calls)) {
        call.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void saysWhatItIs(Contender contender) {
    try (Inference inference = inference(contender)) {
      assertThat(inference.network()).isEqualTo(NETWORK);
      assertThat(inference.input()).isEqualTo(INPUT);
      assertThat(inference.output()).isEqualTo(Shape.vector(7));
      assertThat(inference.precision()).isEqualTo(contender.precision());
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void leavesBuffersAsTheyAreButForTheScores(Contender contender) {
    try (Inference inference = inference(contender)) {
      FloatBuffer images = images(2).position(3);
      FloatBuffer scores = FloatBuffer.allocate(3 * 7).put(2 * 7, 99).position(1);
      inference.scores(images, 2, scores);
      assertThat(images.position()).isEqualTo(3);
      assertThat(scores.position()).isEqualTo(1);
      assertThat(scores.get(2 * 7)).isEqualTo(99);
      assertThat(Arrays.copyOf(scores.array(), 2 * 7)).isEqualTo(scores(inference, 2));
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void refusesBuffersThatAreTooSmall(Contender contender) {
    try (Inference inference = inference(contender)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.scores(images(2), 3, FloatBuffer.allocate(21)))
          .withMessageContaining("images has room for 384 numbers");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.scores(images(3), 3, FloatBuffer.allocate(20)))
          .withMessageContaining("scores has room for 20 numbers");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.scores(images(3), -1, FloatBuffer.allocate(20)))
          .withMessageContaining("count is -1");
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void closedItRefuses(Contender contender) {
    Inference inference = inference(contender);
    inference.close();
    inference.close();
    assertThatIllegalStateException().isThrownBy(() -> scores(inference, 1));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void canBeClosedWhileOthersCompute(Contender contender) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Inference inference = inference(contender);
      float[] right = scores(inference, 9);
      CountDownLatch running = new CountDownLatch(4);
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(threads.submit(() -> computeUntilRefused(inference, right, running)));
      }
      running.await();
      inference.close();
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isPositive();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static int computeUntilRefused(
      Inference inference, float[] right, CountDownLatch running) {
    for (int done = 0; ; done++) {
      try {
        assertThat(scores(inference, 9)).isEqualTo(right);
      } catch (IllegalStateException e) {
        return done;
      }
      if (done == 0) {
        running.countDown();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void closesItsSourceInTheEnd(Contender contender) {
    AtomicInteger closed = new AtomicInteger();
    contender.engine().inference(NETWORK, INPUT, contender.precision(), new Start(closed)).close();
    assertThat(closed).hasPositiveValue();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void closesItsSourceIfItCannotBeMade(Contender contender) {
    AtomicInteger closed = new AtomicInteger();
    Engine engine = contender.engine();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                engine.inference(
                    Network.of("misfit", conv(4, 9)),
                    INPUT,
                    contender.precision(),
                    new Start(closed)))
        .withMessageContaining("layer conv1");
    assertThat(closed).hasPositiveValue();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void tellsThatParametersCannotBeRead(Contender contender) {
    AtomicInteger closed = new AtomicInteger();
    ParameterSource broken =
        new ParameterSource() {
          @Override
          public void read(Parameter parameter, long offset, FloatBuffer target) {
            if (parameter.dims().equals(List.of(7, 64 * 4 * 4))) {
              throw new UncheckedIOException(new IOException("unreadable"));
            }
            target.position(target.limit());
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(
            () -> contender.engine().inference(NETWORK, INPUT, contender.precision(), broken))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("unreadable");
    assertThat(closed).hasPositiveValue();
  }

  private static Inference inference(Contender contender) {
    return contender
        .engine()
        .inference(NETWORK, INPUT, contender.precision(), new Start(new AtomicInteger()));
  }

  private static Model filled(Contender contender) {
    Model model = contender.engine().evaluator(NETWORK, INPUT, contender.precision());
    for (Variable variable : model.variables()) {
      variable.write(Start.values(variable.parameter()), variable.values());
    }
    return model;
  }

  private static FloatBuffer images(int count, int elements) {
    FloatBuffer images = FloatBuffer.allocate(count * elements);
    for (int i = 0; i < images.capacity(); i++) {
      images.put(i, (float) CounterBasedRandom.normal(3, i));
    }
    return images;
  }

  private static FloatBuffer images(int count) {
    return images(count, INPUT.elements());
  }

  private static float[] scores(Inference inference, int count) {
    FloatBuffer scores = FloatBuffer.allocate(count * inference.output().elements());
    inference.scores(images(count, inference.input().elements()), count, scores);
    return scores.array();
  }

  private static float[] evaluated(Model model, int count) {
    Program program = model.evaluation(count);
    program.forward(images(count, model.input().elements()), 0);
    float[] scores = new float[program.output().capacity()];
    program.output().get(0, scores);
    return scores;
  }

  /**
   * First values as in training, but no normalisation is the identity.
   *
   * @param closed counts how often it was closed
   */
  private record Start(AtomicInteger closed) implements ParameterSource {

    static float[] values(Parameter parameter) {
      float[] values = Initialization.PYTORCH.values(parameter, 1);
      switch (parameter.role()) {
        case WEIGHT, BIAS -> {}
        case SCALE, SHIFT, RUNNING_MEAN, RUNNING_VARIANCE -> {
          for (int i = 0; i < values.length; i++) {
            values[i] +=
                0.4f * (float) CounterBasedRandom.uniform(parameter.name().hashCode(), i) - 0.2f;
          }
        }
      }
      return values;
    }

    @Override
    public void read(Parameter parameter, long offset, FloatBuffer target) {
      target.put(values(parameter), (int) offset, target.remaining());
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
