package fovea.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.run.Diagnosis;
import fovea.run.Events;
import fovea.run.History;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunningProcess;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.NonFiniteLossException;
import fovea.train.NonFiniteLossGuard;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.TrainerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Trains a run stage by stage, and writes what comes of it.
 *
 * @param run the run, whose description is written
 * @param stages its stages, of which one is open
 * @param stop request to stop after the current step
 * @param listeners further listeners of the training
 * @param events receives the run's events as JSON
 */
record RunTraining(
    Run run,
    Stages stages,
    StopRequest stop,
    List<Listener> listeners,
    Consumer<ObjectNode> events) {

  /** Loads a run's latest checkpoint into a session. */
  static TrainerState load(Run run, Session session) throws IOException {
    return Checkpoint.load(run.lastSaved(), session.model, session.optimizer);
  }

  /**
   * Trains from a state that the open session has been given.
   *
   * @param firstLoss the loss of the first batch, if the training is resumed and it is known
   * @param startNanos when images and engine were loaded, by {@link System#nanoTime}
   */
  Training.Result train(TrainerState initial, OptionalDouble firstLoss, long startNanos)
      throws IOException {
    List<Listener> lasting = new ArrayList<>();
    lasting.add(new StepLog(run));
    lasting.addAll(listeners);
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    try {
      Ended ended = trainStage(initial, firstLoss, lasting);
      while (ended.outcome() == Outcome.COMPLETED && stages.advance()) {
        TrainerState from = load(run, stages.session());
        ended = trainStage(from, ended.firstLoss(), lasting);
      }
      return finish(ended, startNanos);
    } finally {
      RunningProcess.leave(run.folder());
    }
  }

  /** How a stage ended, and the loss of the training's first batch, if it is known. */
  private record Ended(Outcome outcome, OptionalDouble firstLoss) {}

  private Ended trainStage(TrainerState from, OptionalDouble firstLoss, List<Listener> lasting)
      throws IOException {
    Session session = stages.session();
    RunRecorder recorder =
        new RunRecorder(
            run,
            Provenance.of(run),
            session.model,
            session.optimizer,
            History.of(run).best(),
            firstLoss,
            events);
    TrainerState shared = session.spread(from);
    Trainer trainer = stages.trainer(stop, watching(session, recorder), lasting);
    return new Ended(runTrainer(trainer, shared), recorder.firstLoss());
  }

  /** What watches the model of a session. */
  private List<Listener> watching(Session session, RunRecorder recorder) {
    List<Listener> all = new ArrayList<>();
    all.add(new NonFiniteLossGuard(session.model.variables()));
    all.add(recorder);
    session.activations.ifPresent(
        activations -> {
          all.add(activations.into(run));
          all.add(new UpdateLog(run, session.model.variables()));
        });
    return all;
  }

  /** Runs the trainer. If the training diverges, this is recorded in the run. */
  private Outcome runTrainer(Trainer trainer, TrainerState from) throws IOException {
    try {
      return trainer.run(from);
    } catch (NonFiniteLossException e) {
      ObjectNode event = Events.diverged(e, run.folder());
      run.append(event);
      run.save(run.info().endedAt(Training.now()));
      events.accept(event);
      throw e;
    }
  }

  private Training.Result finish(Ended ended, long start) throws IOException {
    History history = History.of(run);
    Optional<Metrics> test = atEnd(ended.outcome(), history);
    double seconds = (System.nanoTime() - start) / 1e9;
    ObjectNode event = Events.done(test, seconds, ended.outcome(), ended.firstLoss(), history);
    run.append(event);
    run.save(run.info().endedAt(Training.now()));
    events.accept(event);
    return new Training.Result(
        run,
        ended.outcome(),
        test,
        history,
        seconds,
        run.info().classes().size(),
        ended.firstLoss(),
        Diagnosis.of(history.epochs()));
  }

  /** The test metrics at the end; weights that are not those of an epoch are evaluated now. */
  private Optional<Metrics> atEnd(Outcome outcome, History history) {
    if (outcome != Outcome.TIME_OVER || stop.requested()) {
      return Training.Result.tested(history);
    }
    Session session = stages.session();
    session.optimizer.swapAveragedWeights(); // evaluate the averaged weights, if there are any
    return Evaluation.of(session.model, session.test.all(), stop).map(Evaluation::metrics);
  }
}
