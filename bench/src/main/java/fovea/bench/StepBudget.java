package fovea.bench;

import fovea.data.HorizontalFlip;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.KernelTime;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.lab.measure.FlopCount;
import fovea.lab.measure.Timing;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;
import fovea.train.Schedule;
import fovea.train.Sgd;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.TrainerState;
import fovea.train.WeightDecay;
import fovea.train.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Breaks down the time of a training step: arithmetic kernels, everything else in a step, and the
 * overhead of loading, cropping and flipping images. Each round measures all of these in turn, so
 * that the ratios are valid on a machine whose speed drifts.
 */
public final class StepBudget {

  /**
   * The configuration to measure.
   *
   * @param steps training steps per round
   */
  private record Subject(
      Engine engine,
      Network network,
      Shape input,
      int classes,
      Precision precision,
      int batch,
      int steps) {}

  private static final int CROP_PADDING = 4;

  /**
   * The maximum number of classes of an image set; networks with more classes are measured with
   * this many.
   */
  private static final int MAX_CLASSES = 256;

  private StepBudget() {}

  /**
   * The times of one round, in milliseconds per step. Kernels run on one thread each, and were
   * timed so: in a step the threads share them.
   *
   * @param passes the kernels of the program, summed by pass, if the threads shared them evenly
   * @param kernels the arithmetic kernels of them: convolutions, poolings and linear layers
   * @param all all kernels of the program
   * @param outside loss and optimiser
   * @param step a training step on a batch in memory
   * @param loop a training step of the trainer, including the loader
   */
  private record Round(
      Map<String, Double> passes,
      double kernels,
      double all,
      double outside,
      double step,
      double loop) {

    /** What a step takes longer than its parts: threads wait for each other or for memory. */
    double waiting() {
      return step - all - outside;
    }
  }

  /** Arguments, all optional: network of the zoo, rounds, f32 or bf16, batch size, steps. */
  public static void main(String[] arguments) {
    String name = argument(arguments, 0, "cifarnet");
    int rounds = Integer.parseInt(argument(arguments, 1, "7"));
    int classes = Math.min(Zoo.classes(name), MAX_CLASSES);
    Engine engine = Engines.named("onednn");
    Network network = Zoo.network(name, Zoo.Options.classes(classes));
    Subject subject =
        new Subject(
            engine,
            network,
            Zoo.input(name),
            classes,
            Engines.precision(argument(arguments, 2, "f32"), engine, network, Zoo.input(name)),
            Integer.parseInt(argument(arguments, 3, "128")),
            Integer.parseInt(argument(arguments, 4, "40")));
    List<Round> all = new ArrayList<>();
    print(
        "%-8s%10s%10s%10s%10s%12s%12s",
        "round", "kernels", "all", "step", "loop", "kern/step", "loop/step");
    for (int i = 1; i <= rounds; i++) {
      Round round = round(subject);
      all.add(round);
      print(Integer.toString(i), round);
    }
    print(
        "median",
        new Round(
            Map.of(),
            median(all, Round::kernels),
            median(all, Round::all),
            median(all, Round::outside),
            median(all, Round::step),
            median(all, Round::loop)));
    print(
        "median of the rounds' ratios: kernels/step %.3f, loop/step %.3f",
        median(all, round -> round.kernels() / round.step()),
        median(all, round -> round.loop() / round.step()));
    printPasses(all);
  }

  /** Prints the time of each pass and its fraction of the step. */
  private static void printPasses(List<Round> all) {
    print("%n%-24s%10s%12s", "pass", "ms", "of step");
    for (String pass : all.get(0).passes().keySet()) {
      printPass(pass, all, round -> round.passes().get(pass));
    }
    printPass("loss and optimiser", all, Round::outside);
    printPass("waiting", all, Round::waiting);
  }

  private static void printPass(String pass, List<Round> all, ToDoubleFunction<Round> time) {
    print(
        "%-24s%10.2f%12.3f",
        pass, median(all, time), median(all, round -> time.applyAsDouble(round) / round.step()));
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> time) {
    return rounds.stream().mapToDouble(time).sorted().toArray()[rounds.size() / 2];
  }

  private static void print(String label, Round round) {
    print(
        "%-8s%10.2f%10.2f%10.2f%10.2f%12.3f%12.3f",
        label,
        round.kernels(),
        round.all(),
        round.step(),
        round.loop(),
        round.kernels() / round.step(),
        round.loop() / round.step());
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  private static Round round(Subject subject) {
    Timing timing =
        Timing.measure(
            subject.engine(),
            subject.network(),
            subject.input(),
            subject.batch(),
            subject.precision(),
            subject.steps(),
            true);
    Map<String, Double> passes =
        timing.kernels().stream()
            .collect(
                Collectors.groupingBy(
                    KernelTime::pass,
                    LinkedHashMap::new,
                    Collectors.summingDouble(StepBudget::shared)));
    double kernels =
        timing.kernels().stream()
            .filter(FlopCount::isArithmetic)
            .mapToDouble(StepBudget::shared)
            .sum();
    double all = timing.kernels().stream().mapToDouble(StepBudget::shared).sum();
    return new Round(
        passes,
        kernels,
        all,
        timing.lossAndOptimizerMillis(),
        timing.trainStepMillis(),
        loop(subject));
  }

  /** A kernel's time if all threads share it. */
  private static double shared(KernelTime kernel) {
    return kernel.milliseconds() / Engines.threads();
  }

  /** The time per step in the second of two epochs; the first is a warm-up. */
  private static double loop(Subject subject) {
    Shape input = subject.input();
    int batch = subject.batch();
    ImageSet images = SyntheticImages.of(input, subject.steps() * batch, subject.classes());
    Normalization normalization = Normalization.none(input.channels());
    Pipeline augmented =
        new Pipeline(
            List.of(new RandomCrop(input.height(), CROP_PADDING), new HorizontalFlip(0.5)),
            normalization);
    Pipeline plain = new Pipeline(List.of(), normalization);
    LastEpoch last = new LastEpoch();
    try (Model model =
            subject.engine().compile(subject.network(), input, batch, subject.precision());
        Loader train = new Loader(images, augmented, batch, 0, true);
        Loader test = new Loader(images.limit(batch), plain, batch, 0, false);
        WorkerPool workers = new WorkerPool(Engines.threads())) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      new Trainer(
              model,
              train,
              List.of(test),
              List.of(),
              new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(0)),
              workers,
              Schedule.constant(1e-3),
              new Trainer.Plan(2, Duration.ofHours(1)),
              new StopRequest(),
              List.of(last))
          .run(TrainerState.initial(0));
    }
    return batch / last.imagesPerSecond * 1e3;
  }

  private static final class LastEpoch implements Listener {
    private double imagesPerSecond;

    @Override
    public void onEpoch(EpochResult result, Progress progress) {
      imagesPerSecond = result.imagesPerSecond();
    }
  }
}
