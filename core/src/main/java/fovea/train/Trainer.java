package fovea.train;

import fovea.data.Loader;
import fovea.engine.Model;
import fovea.engine.Program;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The training loop: runs epochs, evaluates after each of them, and notifies listeners. */
public final class Trainer {

  /**
   * The conditions that end a run, and the reduction of the learning rate on plateaus.
   *
   * @param epochs total number of epochs
   * @param until the epoch after which this trainer has done its part, at most the total; another
   *     one goes on from there
   * @param time time limit, from the start of this trainer
   * @param patience number of epochs without a higher test accuracy before early stopping; 0
   *     disables it
   * @param plateau the reduction of the learning rate when the test accuracy stops improving
   */
  public record Plan(int epochs, int until, Duration time, int patience, ReduceOnPlateau plateau) {

    /** A plan of all epochs. */
    public Plan(int epochs, Duration time, int patience, ReduceOnPlateau plateau) {
      this(epochs, epochs, time, patience, plateau);
    }

    /** A plan without early stopping and reduction on plateaus. */
    public Plan(int epochs, Duration time) {
      this(epochs, time, 0, ReduceOnPlateau.NONE);
    }

    /**
     * A plan that ends with an epoch.
     *
     * @param time what is left of the time
     */
    public Plan endingWith(int epoch, Duration time) {
      return new Plan(epochs, epoch, time, patience, plateau);
    }
  }

  private final Model model;
  private final Loader train;
  private final List<Loader> test;
  private final List<Loader> sample;
  private final Optimizer optimizer;
  private final WorkerPool workers;
  private final Schedule schedule;
  private final Plan plan;
  private final Listener[] listeners;
  private final Company company;
  private final CrossEntropy loss;

  /**
   * @param model the model to train
   * @param train the training images
   * @param test the test images, evaluated after each epoch: one loader per view
   * @param sample a sample of the training images, evaluated after each epoch as the test images
   *     are: one loader per view; empty for none
   * @param optimizer an optimiser of the model's variables
   * @param workers worker threads for the optimiser
   * @param schedule the learning-rate schedule
   * @param plan the conditions that end the run
   * @param stop request to stop after the current step
   * @param listeners notified in this order
   */
  public Trainer(
      Model model,
      Loader train,
      List<Loader> test,
      List<Loader> sample,
      Optimizer optimizer,
      WorkerPool workers,
      Schedule schedule,
      Plan plan,
      StopRequest stop,
      List<Listener> listeners) {
    this(
        model,
        train,
        test,
        sample,
        optimizer,
        workers,
        schedule,
        plan,
        stop,
        listeners,
        Group.ALONE);
  }

  /**
   * A trainer of a model that several processes train together.
   *
   * @param train this member's slices of the training batches
   * @param optimizer an optimiser that takes the same steps in all members
   * @param group the members; the first evaluates for all
   */
  public Trainer(
      Model model,
      Loader train,
      List<Loader> test,
      List<Loader> sample,
      Optimizer optimizer,
      WorkerPool workers,
      Schedule schedule,
      Plan plan,
      StopRequest stop,
      List<Listener> listeners,
      Group group) {
    this.model = model;
    this.train = train;
    this.test = List.copyOf(test);
    this.sample = List.copyOf(sample);
    this.optimizer = optimizer;
    this.workers = workers;
    this.schedule = schedule;
    this.plan = plan;
    this.listeners = listeners.toArray(Listener[]::new); // loops over it allocate nothing
    this.loss = new CrossEntropy(model.output().elements());
    this.company = new Company(group, stop);
  }

  /**
   * Trains until the plan is fulfilled or a stop is requested. If it is requested while an epoch is
   * evaluated, the evaluation is abandoned; a run that is resumed from there begins with it. An
   * exception thrown by a listener or a loader ends the run and is rethrown.
   *
   * @param from the initial state, or the one of the checkpoint that was loaded
   * @return why the run ended
   */
  public Outcome run(TrainerState from) {
    RunningProgress progress = new RunningProgress(plan.epochs(), train.batches(), loss, from);
    loss.restore(from.lossSum(), from.correct(), from.images());
    long deadline = System.nanoTime() + plan.time().toNanos();
    for (Listener listener : listeners) {
      listener.onStart(progress);
    }
    Outcome outcome = Outcome.COMPLETED;
    while (outcome == Outcome.COMPLETED && progress.epoch() <= plan.until()) {
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
      Outcome agreed = company.agree(over);
      if (agreed != Outcome.COMPLETED) {
        return agreed;
      }
    }
    Optional<EpochResult> evaluated = evaluate(progress);
    if (evaluated.isEmpty()) {
      return Outcome.INTERRUPTED;
    }
    EpochResult result = evaluated.get();
    progress.endEpoch(result.test().accuracy(), plan.plateau());
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

  /** The result of the epoch whose steps are done; empty if a stop is requested meanwhile. */
  private Optional<EpochResult> evaluate(RunningProgress progress) {
    double seconds = progress.seconds();
    double speed = progress.imagesPerSecond();
    Optional<Metrics> current = optimizer.averagesWeights() ? metrics(test) : Optional.empty();
    optimizer.swapAveragedWeights();
    Optional<Metrics> tested = metrics(test);
    Optional<Metrics> trained = sample.isEmpty() ? Optional.empty() : metrics(sample);
    optimizer.swapAveragedWeights();
    if (company.agree(false) == Outcome.INTERRUPTED) {
      return Optional.empty();
    }
    return tested.map(
        measured ->
            new EpochResult(
                progress.epoch(),
                plan.epochs(),
                progress.learningRate(),
                loss.metrics(),
                measured,
                trained,
                current,
                seconds,
                speed));
  }

  private Optional<Metrics> metrics(List<Loader> views) {
    return company.evaluate(model, views);
  }

  private void step(RunningProgress progress) {
    Program program = model.training(train.size());
    program.forward(train.images(), company.slice().subkey(progress.dropoutKey()));
    double rate = rate(progress, progress.exactEpoch());
    double mean = company.add(loss, program, train);
    progress.recordLoss(mean, rate);
    for (Listener listener : listeners) {
      listener.onLoss(progress);
    }
    optimizer.backward(program);
    optimizer.step(rate, progress.step() + 1, workers);
    progress.recordStep(train.wholeSize());
    for (Listener listener : listeners) {
      listener.onStep(progress);
    }
  }
}
