package fovea.experiment;

import fovea.data.Loader;
import fovea.data.Slice;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Peers;
import fovea.images.Views;
import fovea.nn.BatchNorm2d;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.train.Group;
import fovea.train.Listener;
import fovea.train.Optimizer;
import fovea.train.Schedule;
import fovea.train.SharedGradients;
import fovea.train.SharedState;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.TrainerState;
import fovea.train.WorkerPool;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources of a training: loaders, model, optimiser and worker threads. */
final class Session implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  final Setup setup;
  final Loader train;
  final Views test;
  private final Views sample;
  final Model model;
  final Optimizer optimizer;
  final Optional<ActivationLog> activations;
  final WorkerPool workers;
  final Group group;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Opens all resources; if one of them fails, those opened before it are closed.
   *
   * @throws IOException if the initial weights cannot be read
   */
  Session(Setup setup, Engine engine) throws IOException {
    this(setup, engine, Group.ALONE);
  }

  /**
   * Opens the resources of a member of a group, which computes with its slice of each batch.
   *
   * @param group closed by who made it
   * @throws IOException if the initial weights cannot be read
   */
  Session(Setup setup, Engine engine, Group group) throws IOException {
    this.setup = setup;
    this.group = group;
    try {
      Slice slice = new Slice(group.rank(), group.size());
      train = closing(trainLoader(setup, slice), Loader::close);
      test =
          closing(
              Views.of(setup.data().test(), setup.views(), Views.batch(setup.data().shape())),
              Views::close);
      TrainingSample images = TrainingSample.of(setup.data());
      sample = closing(Views.of(images.images(), setup.views(), images.batch()), Views::close);
      int batch = slice.largest(Math.min(setup.batch(), setup.data().train().size()));
      model = closing(compile(engine, batch), Model::close);
      setup.initial().write(model);
      Optimizer single = setup.optimizer().apply(model.variables(), train.batches());
      optimizer = group.size() == 1 ? single : sharing(single);
      activations =
          setup.activations()
              ? Optional.of(closing(activations(engine), ActivationLog::close))
              : Optional.empty();
      workers = closing(new WorkerPool(Engines.threads()), WorkerPool::close);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Marks a resource to be closed with the session. */
  private <T> T closing(T resource, Consumer<T> close) {
    closers.push(() -> close.accept(resource));
    return resource;
  }

  private Model compile(Engine engine, int batch) {
    return group.size() == 1
        ? engine.compile(setup.network(), train.shape(), batch, setup.precision(), setup.frozen())
        : engine.compileForExchange(
            setup.network(),
            train.shape(),
            batch,
            setup.precision(),
            setup.frozen(),
            setup.syncBatchNorm() ? group : Peers.NONE);
  }

  private Optimizer sharing(Optimizer single) {
    return closing(
        new SharedGradients(
            single, model.variables(), group, setup.exchange(), !setup.syncBatchNorm()),
        SharedGradients::close);
  }

  private ActivationLog activations(Engine engine) {
    return ActivationLog.of(engine, model, setup.data().test(), setup.plain());
  }

  /**
   * A loader of the training images. A last batch that leaves a slice without an image is left out,
   * and one that leaves it a single image if a batch normalisation of the slice had one value per
   * channel then, which has no variance.
   */
  private static Loader trainLoader(Setup setup, Slice slice) {
    int images = setup.data().train().size();
    Shape input = setup.train().output(setup.data().shape());
    int rest = images > setup.batch() ? images % setup.batch() : 0;
    boolean joint = setup.syncBatchNorm() && slice.count() > 1;
    boolean leavesOne = rest / slice.count() == 1 && !joint;
    int least =
        slice.count() * (leavesOne && normalizesSingleValues(setup.network(), input) ? 2 : 1);
    if (slice.count() == 1 && least > 1) {
      LOG.info(
          "{} training images in batches of {} leave one, too few for batch normalisation: each"
              + " epoch leaves out another one",
          images,
          setup.batch());
    }
    return new Loader(
        setup.data().train(), setup.train(), setup.batch(), least, setup.seed(), true, slice);
  }

  private static boolean normalizesSingleValues(Network network, Shape input) {
    return Summary.of(network, input).rows().stream()
        .anyMatch(row -> row.layer() instanceof BatchNorm2d && row.output().area() == 1);
  }

  /** Creates the trainer for the setup's schedule. */
  Trainer trainer(Trainer.Plan plan, StopRequest stop, List<Listener> listeners) {
    return trainer(setup.schedule().apply(train.batches()), plan, sample.all(), stop, listeners);
  }

  /** Creates a trainer with another schedule and plan, which evaluates no training images. */
  Trainer trainer(
      Schedule schedule, Trainer.Plan plan, StopRequest stop, List<Listener> listeners) {
    return trainer(schedule, plan, List.of(), stop, listeners);
  }

  private Trainer trainer(
      Schedule schedule,
      Trainer.Plan plan,
      List<Loader> evaluated,
      StopRequest stop,
      List<Listener> listeners) {
    return new Trainer(
        model,
        train,
        test.all(),
        evaluated,
        optimizer,
        workers,
        schedule,
        plan,
        stop,
        listeners,
        group);
  }

  /**
   * Gives all members of the group the parameters, the optimiser's state and the trainer's state of
   * the first one.
   *
   * @param own this member's state of the trainer
   * @return the first one's
   */
  TrainerState spread(TrainerState own) {
    if (!(optimizer instanceof SharedGradients shared)) {
      return own;
    }
    shared.spread(model.variables());
    return SharedState.spread(group, own);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
