package fovea.experiment;

import fovea.data.Loader;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.images.Views;
import fovea.train.Listener;
import fovea.train.Optimizer;
import fovea.train.Schedule;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.WorkerPool;
import java.util.List;
import java.util.Optional;

/** The resources of a training: loaders, model, optimiser and worker threads. */
final class Session implements AutoCloseable {

  /** Batch size of the evaluation. It has no effect on results. */
  static final int TEST_BATCH = 250;

  final Setup setup;
  final Loader train;
  final Views test;
  final Model model;
  final Optimizer optimizer;
  final Optional<ActivationLog> activations;
  final WorkerPool workers = new WorkerPool(Engines.threads());

  Session(Setup setup, Engine engine) {
    this.setup = setup;
    train = new Loader(setup.data().train(), setup.train(), setup.batch(), setup.seed(), true);
    test = Views.of(setup.data().test(), setup.views(), TEST_BATCH);
    int batch = Math.min(setup.batch(), setup.data().train().size());
    model = engine.compile(setup.network(), train.shape(), batch, setup.precision());
    model.initialize(setup.initialization(), setup.seed());
    optimizer = setup.optimizer().apply(model.variables());
    activations =
        setup.activations()
            ? Optional.of(ActivationLog.of(engine, model, setup.data().test(), setup.plain()))
            : Optional.empty();
  }

  /** Creates the trainer for the setup's schedule and plan. */
  Trainer trainer(StopRequest stop, List<Listener> listeners) {
    return trainer(setup.schedule(), setup.plan(), stop, listeners);
  }

  /** Creates a trainer with another schedule and plan. */
  Trainer trainer(
      Schedule schedule, Trainer.Plan plan, StopRequest stop, List<Listener> listeners) {
    return new Trainer(
        model, train, test.all(), optimizer, workers, schedule, plan, stop, listeners);
  }

  @Override
  public void close() {
    train.close();
    test.close();
    activations.ifPresent(ActivationLog::close);
    workers.close();
    model.close();
  }
}
