package fovea.train;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import fovea.data.ChannelNormalization;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private static final int STEPS_AN_EPOCH = 5;

  @TempDir private Path folder;

  /** Asks for a stop after so many steps. */
  private static Listener stopAfter(long steps, StopRequest stop) {
    return new Listener() {
      @Override
      public void onStep(Progress progress) {
        if (progress.step() == steps) {
          stop.request();
        }
      }
    };
  }

  /** Saves a checkpoint at the end. */
  private static Listener saveAtEnd(Trials.Session session, Path file) {
    return new Listener() {
      @Override
      public void onEnd(Outcome outcome, Progress progress) {
        try {
          Checkpoint.save(file, session.model, session.optimizer, progress.state(), Map.of());
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  private static void assertSameBits(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).containsExactly(expected.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void tenStepsAndTenMoreAfterAResumeAreTwentySteps(Engine engine) throws IOException {
    for (long stopped : new long[] {7, 10}) {
      Path file = folder.resolve(engine.name() + stopped + ".safetensors");
      try (Trials.Session whole = new Trials.Session(engine, 3);
          Trials.Session first = new Trials.Session(engine, 3)) {
        assertThat(whole.run(4, whole.start)).isEqualTo(Outcome.COMPLETED);
        assertThat(
                first.run(4, first.start, stopAfter(stopped, first.stop), saveAtEnd(first, file)))
            .isEqualTo(Outcome.INTERRUPTED);
        try (Trials.Session resumed = new Trials.Session(engine, 3)) {
          Trials.initialize(resumed.model, 1234);
          TrainerState state = Checkpoint.load(file, resumed.model, resumed.optimizer);
          assertThat(state.seed()).isEqualTo(3);
          assertThat(state.step()).isEqualTo(stopped);
          assertThat(state.epoch()).isEqualTo((int) ((stopped - 1) / STEPS_AN_EPOCH));
          assertThat(resumed.run(4, state)).isEqualTo(Outcome.COMPLETED);
          assertSameBits(resumed.values(), whole.values());
          assertThat(resumed.results)
              .extracting(EpochResult::learningRate)
              .isEqualTo(whole.results.stream().skip(1).map(EpochResult::learningRate).toList());
          EpochResult last = resumed.results.get(resumed.results.size() - 1);
          EpochResult expected = whole.results.get(whole.results.size() - 1);
          assertThat(last.train()).isEqualTo(expected.train());
          assertThat(last.test()).isEqualTo(expected.test());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers(Engine engine) {
    try (Trials.Session one = new Trials.Session(engine, 5);
        Trials.Session other = new Trials.Session(engine, 5);
        Trials.Session third = new Trials.Session(engine, 6)) {
      one.run(2, one.start);
      other.run(2, other.start);
      assertSameBits(one.values(), other.values());
      third.run(2, third.start);
      assertThat(third.values().get(0)).isNotEqualTo(one.values().get(0));
      assertThat(one.results.get(1).train()).isEqualTo(other.results.get(1).train());
    }
  }

  @Test
  void anEpochsLearningRateIsThatOfItsLastStep() {
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 3)) {
      session.run(2, session.start);
      assertThat(session.results.get(0).learningRate())
          .isCloseTo(0.05 * Math.pow(0.9, 0.8), within(1e-12));
      assertThat(session.results.get(1).learningRate())
          .isCloseTo(0.05 * Math.pow(0.9, 1.8), within(1e-12));
    }
  }

  /**
   * From one step to the next, the whole loop: batch, both passes, loss, optimiser, listeners. Only
   * a wait for the loader would allocate: the test gives it time to be ahead.
   */
  @Test
  void aStepAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] steps = new long[3 * STEPS_AN_EPOCH];
    Listener watch =
        new Listener() {
          @Override
          public void onStep(Progress progress) {
            LockSupport.parkNanos(2_000_000);
            steps[(int) progress.step() - 1] = threads.getCurrentThreadAllocatedBytes();
          }
        };
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 3)) {
      session.run(3, session.start, watch);
      for (int i = 2 * STEPS_AN_EPOCH + 1; i < steps.length - 1; i++) { // warm, whole batches
        assertThat(steps[i] - steps[i - 1]).as("step %d", i).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void timeThatIsOverEndsTheTrainingAfterAStep(Engine engine) {
    try (Trials.Session session = new Trials.Session(engine, 0)) {
      List<Long> steps = new ArrayList<>();
      Listener count =
          new Listener() {
            @Override
            public void onStep(Progress progress) {
              steps.add(progress.step());
            }
          };
      assertThat(session.run(4, Duration.ZERO, session.start, count)).isEqualTo(Outcome.TIME_OVER);
      assertThat(steps).containsExactly(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void aRunThatIsStoppedBeforeItsEvaluationGoesOnWithIt(Engine engine) throws IOException {
    Path file = folder.resolve("last.safetensors");
    try (Trials.Session whole = new Trials.Session(engine, 3);
        Trials.Session first = new Trials.Session(engine, 3);
        Trials.Session resumed = new Trials.Session(engine, 3)) {
      whole.run(2, whole.start);
      StopRequest stop = first.stop;
      assertThat(first.run(2, first.start, stopAfter(STEPS_AN_EPOCH, stop), saveAtEnd(first, file)))
          .isEqualTo(Outcome.INTERRUPTED);
      assertThat(first.results).isEmpty();
      TrainerState state = Checkpoint.load(file, resumed.model, resumed.optimizer);
      assertThat(state.batch()).isEqualTo(STEPS_AN_EPOCH);
      assertThat(resumed.run(2, state)).isEqualTo(Outcome.COMPLETED);
      assertSameBits(resumed.values(), whole.values());
      assertThat(resumed.results.get(0).test()).isEqualTo(whole.results.get(0).test());
      assertThat(resumed.results.get(0).train()).isEqualTo(whole.results.get(0).train());
    }
  }

  private static Loader centres() {
    return new Loader(
        Trials.first(20),
        new Pipeline(List.of(new fovea.data.CenterCrop(28)), Normalization.none(3)),
        16,
        0,
        false);
  }

  @Test
  void anEvaluationCountsTheImagesWhoseOutputsAreNotFinite() {
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 0);
        Loader loader = centres();
        Loader other = centres()) {
      assertThat(Evaluation.of(session.model, loader).notFinite()).isZero();
      List<Variable> variables = session.model.variables();
      variables.get(variables.size() - 1).values().put(0, Float.POSITIVE_INFINITY);
      assertThat(Evaluation.of(session.model, loader).notFinite()).isEqualTo(20);
      // Of a view's scores, -infinity becomes a probability of 0, which looks finite.
      variables.get(variables.size() - 1).values().put(0, Float.NEGATIVE_INFINITY);
      assertThat(Evaluation.of(session.model, List.of(loader)).notFinite()).isEqualTo(20);
      assertThat(Evaluation.of(session.model, List.of(loader, other)).notFinite()).isEqualTo(20);
    }
  }

  @Test
  void anEvaluationStopsAfterABatch() {
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 0);
        Loader loader =
            new Loader(
                Trials.first(64),
                new Pipeline(List.of(new fovea.data.CenterCrop(28)), Normalization.none(3)),
                16,
                0,
                false)) {
      StopRequest stop = new StopRequest();
      assertThat(Evaluation.of(session.model, List.of(loader), stop)).isPresent();
      stop.request();
      assertThat(Evaluation.of(session.model, List.of(loader), stop)).isEmpty();
    }
  }

  @Test
  void eventsComeInTheirOrder() {
    List<String> events = new ArrayList<>();
    Listener record =
        new Listener() {
          @Override
          public void onStart(Progress progress) {
            events.add("start");
          }

          @Override
          public void onLoss(Progress progress) {
            events.add("loss " + progress.step());
          }

          @Override
          public void onStep(Progress progress) {
            events.add("step " + progress.step());
          }

          @Override
          public void onEpoch(EpochResult result, Progress progress) {
            events.add("epoch " + result.epoch() + " then " + progress.state().epoch());
          }

          @Override
          public void onEnd(Outcome outcome, Progress progress) {
            events.add(outcome.toString());
          }
        };
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 0)) {
      session.run(1, session.start, record);
    }
    assertThat(events)
        .startsWith("start", "loss 0", "step 1", "loss 1")
        .endsWith("loss 4", "step 5", "epoch 1 then 1", "COMPLETED");
  }

  private static void assertDiverged(
      Trials.Session session, int epochs, String what, Listener... listeners) {
    List<Listener> all = new ArrayList<>();
    all.add(new NonFiniteLossGuard(session.model.variables()));
    all.addAll(List.of(listeners));
    assertThatThrownBy(() -> session.run(epochs, session.start, all.toArray(Listener[]::new)))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageStartingWith(what)
        .hasMessageContainingAll("learning rate 0.0", "diverged", "try");
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void aLossThatIsNotFiniteEndsTheTrainingBeforeAnythingIsSaved(Engine engine) {
    Path file = folder.resolve("never.safetensors");
    try (Trials.Session session = new Trials.Session(engine, 0)) {
      List<Variable> variables = session.model.variables();
      variables.get(variables.size() - 1).values().put(0, Float.NaN);
      assertDiverged(session, 1, "the loss is NaN at step 1 ", saveAtEnd(session, file));
      assertThat(Files.exists(file)).isFalse();
    }
  }

  /** Writes what is not a number to the first parameter after so many steps. */
  private static Listener spoilAfter(long steps, Trials.Session session) {
    return new Listener() {
      @Override
      public void onStep(Progress progress) {
        if (progress.step() == steps) {
          session.model.variables().get(0).values().put(0, Float.NaN);
        }
      }
    };
  }

  @Test
  void parametersThatAreNotFiniteEndTheTrainingEvenIfTheLossHidesThem() {
    Network hiding = Network.of("hiding", conv(4, 5), relu(), flatten(), linear(10));
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), hiding, 0)) {
      assertDiverged(session, 2, "conv1.weight is NaN at step 5 ", spoilAfter(3, session));
      assertThat(session.results).as("epochs that count").isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void anInterruptionDoesNotSaveWhatDivergedInItsStep(Engine engine) {
    Path file = folder.resolve("never.safetensors");
    try (Trials.Session session = new Trials.Session(engine, 0)) {
      assertDiverged(
          session,
          1,
          "conv1.weight is NaN at step 3 ",
          spoilAfter(3, session),
          stopAfter(3, session.stop),
          saveAtEnd(session, file));
      assertThat(Files.exists(file)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "cifarnet", "resnet20", "vgg16"})
  void theFirstLossIsThatOfAGuess(String name) {
    Network network = Zoo.network(name, Zoo.Options.classes(10));
    try (Model model =
            new OneDnnEngine().compile(network, Shape.image(3, 32, 32), 64, Precision.F32);
        Loader loader =
            new Loader(
                Trials.first(256), new Pipeline(List.of(), Normalization.none(3)), 64, 0, false)) {
      Trials.initialize(model, 1);
      assertThat(Evaluation.of(model, loader).metrics().loss())
          .isCloseTo(Math.log(10), Offset.offset(0.25));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "cifarnet", "resnet20", "vgg16"})
  void sixtyFourImagesCanBeMemorised(String name) {
    boolean deep = name.equals("vgg16"); // without normalisation it hardly starts to learn
    Network network = Zoo.network(name, new Zoo.Options(10, 0, deep));
    assertThat(memorised(new OneDnnEngine(), network, 64, 0.01, 250)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void aSmallNetworkMemorisesAFewImages(Engine engine) {
    Network network = Network.of("tiny", conv(8, 5).stride(3), relu(), flatten(), linear(10));
    assertThat(memorised(engine, network, 16, 0.02, 80)).isEqualTo(1);
  }

  /** The best accuracy on the images that a network is trained on, the same batch each time. */
  private static double memorised(
      Engine engine, Network network, int images, double rate, int epochs) {
    List<Float> middle = List.of(0.47f, 0.47f, 0.47f);
    List<Float> spread = List.of(0.25f, 0.25f, 0.25f);
    Pipeline pipeline = new Pipeline(List.of(), new ChannelNormalization(middle, spread));
    try (Model model = engine.compile(network, Shape.image(3, 32, 32), images, Precision.F32);
        Loader train = new Loader(Trials.first(images), pipeline, images, 0, true);
        Loader test = new Loader(Trials.first(images), pipeline, images, 0, false)) {
      Trials.initialize(model, 1);
      StopRequest memorised = new StopRequest();
      List<EpochResult> results = new ArrayList<>();
      Listener watch =
          new Listener() {
            @Override
            public void onEpoch(EpochResult result, Progress progress) {
              results.add(result);
              if (result.train().accuracy() == 1) {
                memorised.request();
              }
            }
          };
      new Trainer(
              model,
              train,
              List.of(test),
              List.of(),
              new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(0)),
              WorkerPool.CALLER_ONLY,
              Schedule.constant(rate),
              new Trainer.Plan(epochs, Duration.ofMinutes(5)),
              memorised,
              List.of(watch))
          .run(TrainerState.initial(0));
      return results.stream().mapToDouble(each -> each.train().accuracy()).max().orElseThrow();
    }
  }
}
