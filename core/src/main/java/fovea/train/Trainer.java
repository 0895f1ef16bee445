package fovea.train;

import fovea.data.Loader;
import fovea.engine.Model;
import fovea.engine.Program;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The training loop: epochs of steps, an evaluation after each, and events for who listens. */
public final class Trainer {

  /**
   * How far to train.
   *
   * @param epochs how many epochs in all
   * @param time how long at most
   * @param patience after how many epochs without a higher test accuracy to stop; 0 for never
   * @param plateau what lowers the learning rate when the test accuracy no longer rises
   */
  public record Plan(int epochs, Duration time, int patience, Plateau plateau) {

    /** Without regard to the test accuracy. */
    public Plan(int epochs, Duration time) {
      this(epochs, time, 0, Plateau.NONE);
    }
  }

  private final Model model;
  private final Loader train;
  private final List<Loader> test;
  private final Optimizer optimizer;
  private final Team team;
  private final Schedule schedule;
  private final Plan plan;
  private final StopRequest stop;
  private final Listener[] listeners;
  private final CrossEntropy loss;

  /**
   * @param train what is learned from
   * @param test what is tested on after each epoch: the same images, in one way or several
   * @param optimizer made for the model's variables
   * @param team who shares the optimiser's work
   * @param schedule the learning rate
   * @param stop asks for an end after a step
   * @param listeners are told of everything, in their order
   */
  public Trainer(
      Model model,
      Loader train,
      List<Loader> test,
      Optimizer optimizer,
      Team team,
      Schedule schedule,
      Plan plan,
      StopRequest stop,
      List<Listener> listeners) {
    this.model = model;
    this.train = train;
    this.test = List.copyOf(test);
    this.optimizer = optimizer;
    this.team = team;
    this.schedule = schedule;
    this.plan = plan;
    this.stop = stop;
    this.listeners = listeners.toArray(Listener[]::new); // loops over it allocate nothing
    this.loss = new CrossEntropy(model.output().elements());
  }

  /**
   * Trains from a position on.
   *
   * @throws RuntimeException what a listener or the loader throws
   */
  public Outcome run(Position from) {
    RunningProgress progress = new RunningProgress(plan.epochs(), train.batches(), loss, from);
    loss.restore(from.lossSum(), from.correct(), from.images());
    long deadline = System.nanoTime() + plan.time().toNanos();
    for (Listener listener : listeners) {
      listener.onStart(progress);
    }
    Outcome outcome = Outcome.COMPLETED;
    while (outcome == Outcome.COMPLETED && progress.epoch() <= plan.epochs()) {
      outcome = epoch(progress, deadline);
    }
    for (Listener listener : listeners) {
      listener.onEnd(outcome, progress);
    }
    return outcome;
  }

  private Outcome epoch(RunningProgress progress, long deadline) {
    progress.beginEpoch(rate(progress, progress.latestExactEpoch()));
    train.start(progress.epoch() - 1, progress.batch());
    while (train.advance()) {
      step(progress);
      boolean over = System.nanoTime() - deadline >= 0;
      if (stop.requested() || over) {
        return stop.requested() ? Outcome.INTERRUPTED : Outcome.TIME_OVER;
      }
    }
    Metrics learned = loss.metrics();
    double seconds = progress.seconds();
    double speed = progress.imagesPerSecond();
    Optional<Metrics> current = optimizer.averages() ? Optional.of(test()) : Optional.empty();
    optimizer.exchange();
    Metrics tested = test();
    optimizer.exchange();
    EpochResult result =
        new EpochResult(
            progress.epoch(),
            plan.epochs(),
            progress.learningRate(),
            learned,
            tested,
            current,
            seconds,
            speed);
    progress.endEpoch(tested.accuracy(), plan.plateau());
    for (Listener listener : listeners) {
      listener.onEpoch(result, progress);
    }
    loss.reset();
    boolean over = plan.patience() > 0 && progress.epochsSinceBest() >= plan.patience();
    progress.nextEpoch();
    return over ? Outcome.STOPPED_EARLY : Outcome.COMPLETED;
  }

  private double rate(RunningProgress progress, double epoch) {
    return plan.plateau().reduced(schedule.at(epoch), progress.drops());
  }

  private Metrics test() {
    return Evaluation.of(model, test).metrics();
  }

  private void step(RunningProgress progress) {
    Program program = model.training(train.size());
    program.forward(train.images(), progress.dropoutKey());
    double rate = rate(progress, progress.exactEpoch());
    double mean =
        loss.add(program.output(), train.targets(), train.size(), program.outputGradient());
    progress.computed(mean, rate);
    for (Listener listener : listeners) {
      listener.onLoss(progress);
    }
    program.backward();
    optimizer.step(rate, progress.step() + 1, team);
    progress.stepped(train.size());
    for (Listener listener : listeners) {
      listener.onStep(progress);
    }
  }
}
