package fovea.bench;

import fovea.data.HorizontalFlip;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.engine.Engine;
import fovea.engine.KernelTime;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.lab.Engines;
import fovea.lab.Throughput;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Position;
import fovea.train.Progress;
import fovea.train.Schedule;
import fovea.train.Sgd;
import fovea.train.StopRequest;
import fovea.train.Team;
import fovea.train.Trainer;
import fovea.train.WeightDecay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a training step's time goes: the kernels that do the arithmetic, everything else in a step,
 * and what loading, cropping and flipping images adds. Each round measures all of it, one behind
 * the other, so that the ratios hold on a machine whose speed drifts.
 */
public final class StepBudget {

  private static final int BATCH = 128;
  private static final int STEPS = 40;
  private static final int WINDOW_PADDING = 4;

  /** The passes that do arithmetic; the others move or convert data. */
  private static final Set<String> ARITHMETIC =
      Set.of("forward", "backward data", "backward weights");

  private StepBudget() {}

  /**
   * One round, in milliseconds a step.
   *
   * @param kernels the convolutions, poolings and linear layers, kernel by kernel
   * @param all every kernel and every other step of the program
   * @param step a training step on a batch that lies there
   * @param loop a training step of the trainer, with its loader
   */
  private record Round(double kernels, double all, double step, double loop) {}

  /** Arguments: a network of the zoo, and the number of rounds. */
  public static void main(String[] arguments) {
    String name = arguments.length > 0 ? arguments[0] : "cifarnet";
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    Engine engine = new OneDnnEngine();
    Network network = Zoo.network(name, Zoo.Options.classes(Zoo.classes(name)));
    List<Round> all = new ArrayList<>();
    print(
        "%-8s%10s%10s%10s%10s%12s%12s",
        "round", "kernels", "all", "step", "loop", "kern/step", "loop/step");
    for (int i = 1; i <= rounds; i++) {
      Round round = round(engine, network, Zoo.input(name), Zoo.classes(name));
      all.add(round);
      print(Integer.toString(i), round);
    }
    print(
        "median",
        new Round(
            median(all, Comparator.comparingDouble(Round::kernels)).kernels(),
            median(all, Comparator.comparingDouble(Round::all)).all(),
            median(all, Comparator.comparingDouble(Round::step)).step(),
            median(all, Comparator.comparingDouble(Round::loop)).loop()));
    print(
        "median of the rounds' ratios: kernels/step %.3f, loop/step %.3f",
        ratio(median(all, Comparator.comparingDouble(r -> r.kernels() / r.step())), true),
        ratio(median(all, Comparator.comparingDouble(r -> r.loop() / r.step())), false));
  }

  private static double ratio(Round round, boolean kernels) {
    return (kernels ? round.kernels() : round.loop()) / round.step();
  }

  private static Round median(List<Round> rounds, Comparator<Round> order) {
    return rounds.stream().sorted(order).toList().get(rounds.size() / 2);
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

  private static Round round(Engine engine, Network network, Shape input, int classes) {
    Throughput throughput =
        Throughput.measure(engine, network, input, BATCH, Precision.F32, STEPS, true);
    double kernels =
        throughput.kernels().stream()
            .filter(kernel -> ARITHMETIC.contains(kernel.pass()))
            .mapToDouble(KernelTime::milliseconds)
            .sum();
    double all = throughput.kernels().stream().mapToDouble(KernelTime::milliseconds).sum();
    return new Round(
        kernels, all, throughput.trainStepMillis(), loop(engine, network, input, classes));
  }

  /** The second of two epochs, so that the first warms up. */
  private static double loop(Engine engine, Network network, Shape input, int classes) {
    ImageSet images = SyntheticImages.of(input, STEPS * BATCH, classes);
    Normalization normalization = Normalization.none(input.channels());
    Pipeline augmented =
        new Pipeline(
            List.of(new RandomCrop(input.height(), WINDOW_PADDING), new HorizontalFlip(0.5)),
            normalization);
    Pipeline plain = new Pipeline(List.of(), normalization);
    LastEpoch last = new LastEpoch();
    try (Model model = engine.compile(network, input, BATCH, Precision.F32);
        Loader train = new Loader(images, augmented, BATCH, 0, true);
        Loader test = new Loader(images.limit(BATCH), plain, BATCH, 0, false);
        Team team = new Team(Engines.threads())) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      new Trainer(
              model,
              train,
              List.of(test),
              new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(0)),
              team,
              Schedule.constant(1e-3),
              new Trainer.Plan(2, Duration.ofHours(1)),
              new StopRequest(),
              List.of(last))
          .run(Position.start(0));
    }
    return BATCH / last.imagesPerSecond * 1e3;
  }

  private static final class LastEpoch implements Listener {
    private double imagesPerSecond;

    @Override
    public void onEpoch(EpochResult result, Progress progress) {
      imagesPerSecond = result.imagesPerSecond();
    }
  }
}
