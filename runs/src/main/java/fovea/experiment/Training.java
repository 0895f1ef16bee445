package fovea.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.images.Preprocessing;
import fovea.images.Whitening;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.recipe.Durations;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.run.Diagnosis;
import fovea.run.Events;
import fovea.run.History;
import fovea.run.Machine;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.NonFiniteLossException;
import fovea.train.NonFiniteLossGuard;
import fovea.train.Outcome;
import fovea.train.Position;
import fovea.train.Progress;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** From a recipe to a run: brings data, network, engine and trainer together. */
public final class Training {

  /** Test images a batch: no effect on results. */
  static final int TEST_BATCH = 250;

  private final DataCatalog catalog;
  private final StopRequest stop;
  private final List<Listener> listeners;
  private final Consumer<ObjectNode> events;
  private final String command;
  private final String language;

  /**
   * @param catalog where images come from
   * @param stop asks the training to end after a step
   * @param listeners what else follows it
   * @param events takes the events as JSON
   * @param command the command line, for the run's provenance
   * @param language what the run's curves are to be labelled in, {@code en} or {@code fr}
   */
  public Training(
      DataCatalog catalog,
      StopRequest stop,
      List<Listener> listeners,
      Consumer<ObjectNode> events,
      String command,
      String language) {
    this.catalog = catalog;
    this.stop = stop;
    this.listeners = listeners;
    this.events = events;
    this.command = command;
    this.language = language;
  }

  /**
   * How a training ended.
   *
   * @param run where everything is
   * @param outcome why it ended
   * @param test loss and accuracy on the test images at the end
   * @param bestAccuracy the highest test accuracy after an epoch
   * @param seconds how long it took
   * @param classes how many classes there are
   * @param firstLoss the loss of the first batch, in nats, before anything was learned; empty if
   *     the run's first part did not note it
   * @param diagnosis what the losses say; empty if no epoch was finished
   */
  public record Result(
      Run run,
      Outcome outcome,
      Metrics test,
      double bestAccuracy,
      double seconds,
      int classes,
      OptionalDouble firstLoss,
      Optional<Diagnosis> diagnosis) {}

  /**
   * Trains from the start.
   *
   * @param folder where the run goes; empty means a new folder in {@code runs}
   */
  public Result train(Recipe recipe, Optional<Path> folder) throws IOException {
    return train(recipe, recipe, () -> Run.create(folder, recipe), false);
  }

  /**
   * Goes on with a run from its last checkpoint, with the engine and the precision that it began
   * with. Where this machine has no fast bf16 it goes on in f32, and where oneDNN was not asked for
   * by name and cannot be loaded, with the reference engine; one line says so.
   */
  public Result resume(Run run, Recipe recipe) throws IOException {
    run.lastSaved(); // without it there is nothing to go on from
    return train(recipe, run.info().settled(recipe), () -> run, true);
  }

  /**
   * Takes one batch through the whole path and leaves nothing behind.
   *
   * @return loss and accuracy on the first test images after one step
   */
  public Metrics dryRun(Recipe recipe) throws IOException {
    DataSet all = data(recipe);
    DataSet data =
        new DataSet(
            all.name(), all.train().limit(recipe.batchSize()), all.test().limit(TEST_BATCH));
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing = fit(recipe, all.train(), engine);
    try (Session session = new Session(recipe, data, preprocessing, engine)) {
      session
          .trainer(recipe, 1, stop, List.of(new NonFiniteLossGuard(session.model.variables())))
          .run(Position.start(recipe.seed()));
      return Evaluation.of(session.model, session.test.all()).metrics();
    }
  }

  /**
   * Trains with a learning rate that rises from step to step by the same factor, until the loss
   * leaves all bounds; leaves nothing behind.
   *
   * @param from the rate of the first step
   * @param to the rate of the last step
   * @param steps how many at most
   */
  public LearningRates findRate(Recipe recipe, double from, double to, int steps)
      throws IOException {
    DataSet all = data(recipe);
    DataSet data = new DataSet(all.name(), all.train(), all.test().limit(TEST_BATCH));
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing = fit(recipe, all.train(), engine);
    LearningRates.Recording recording = new LearningRates.Recording();
    StopRequest enough = new StopRequest();
    Listener recorder =
        new Listener() {
          @Override
          public void onLoss(Progress progress) {
            if (recording.add(progress.learningRate(), progress.loss())
                || progress.step() + 1 >= steps
                || stop.requested()) {
              enough.request();
            }
          }
        };
    try (Session session = new Session(recipe, data, preprocessing, engine)) {
      int batches = session.train.batches();
      double factor = Math.pow(to / from, 1.0 / Math.max(1, steps - 1));
      List<Listener> followers = new ArrayList<>(List.of(recorder));
      followers.addAll(listeners);
      new Trainer(
              session.model,
              session.train,
              session.test.all(),
              session.optimizer,
              session.team,
              epoch -> from * Math.pow(factor, epoch * batches),
              new Trainer.Plan((steps - 1) / batches + 1, Durations.parse(recipe.maxTime())),
              enough,
              followers)
          .run(Position.start(recipe.seed()));
    }
    return recording.done();
  }

  private interface RunSupplier {
    Run get() throws IOException;
  }

  /**
   * @param written what is kept with the run
   * @param recipe the same, with what was left to the machine settled
   */
  private Result train(Recipe written, Recipe recipe, RunSupplier runs, boolean resumed)
      throws IOException {
    Engines.checkThreads(recipe.threads());
    CompletableFuture<Engine> loading =
        CompletableFuture.supplyAsync(() -> Engines.named(recipe.engine())); // takes its time
    DataSet data = data(recipe);
    Engine engine = loaded(loading);
    long start = System.nanoTime();
    Preprocessing preprocessing =
        resumed
            ? Preprocessing.fit(recipe, data.train(), () -> Whitening.load(runs.get().whitening()))
            : fit(recipe, data.train(), engine);
    try (Session session = new Session(recipe, data, preprocessing, engine)) {
      Run run = runs.get();
      Position from = Position.start(recipe.seed());
      OptionalDouble firstLoss = OptionalDouble.empty();
      if (resumed) {
        firstLoss = RunRecorder.firstLoss(run.lastSaved());
        from = Checkpoint.load(run.lastSaved(), session.model, session.optimizer);
        requireSeed(run, recipe, from);
        run.forgetMetricsAfter(from.epoch());
        run.save(written);
        run.save(run.info().spoken(language));
      } else {
        run.save(info(recipe, data, engine, session));
        if (preprocessing.whitening().isPresent()) {
          preprocessing.whitening().get().save(run.whitening());
        }
      }
      ObjectNode begun = Events.start(recipe, run.info(), session.model.precision(), run.folder());
      if (!resumed) {
        run.append(begun);
      }
      events.accept(begun);
      List<Listener> all = new ArrayList<>();
      all.add(new NonFiniteLossGuard(session.model.variables()));
      RunRecorder recorder =
          new RunRecorder(
              run, session.model, session.optimizer, from.bestAccuracy(), firstLoss, events);
      all.add(recorder);
      session.activations.ifPresent(activations -> all.add(activations.into(run)));
      all.addAll(listeners);
      Trainer trainer = session.trainer(recipe, recipe.epochs(), stop, all);
      return finish(run, session, trained(run, trainer, from), recorder, start);
    }
  }

  /** Trains; a run that diverges remembers it. */
  private Outcome trained(Run run, Trainer trainer, Position from) throws IOException {
    try {
      return trainer.run(from);
    } catch (NonFiniteLossException e) {
      ObjectNode event = Events.diverged(e, run.folder());
      run.append(event);
      run.save(run.info().endedAt(now()));
      events.accept(event);
      throw e;
    }
  }

  private static void requireSeed(Run run, Recipe recipe, Position from) throws IOException {
    if (from.seed() != recipe.seed()) {
      throw new IOException(
          "%s was trained with seed %d, its recipe says %d: put %d into its recipe.yaml"
              .formatted(run.last(), from.seed(), recipe.seed(), from.seed()));
    }
  }

  private static Engine loaded(CompletableFuture<Engine> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Result finish(Run run, Session session, Outcome outcome, RunRecorder recorder, long start)
      throws IOException {
    session.optimizer.exchange(); // the averages are the result
    Metrics test = Evaluation.of(session.model, session.test.all()).metrics();
    double seconds = (System.nanoTime() - start) / 1e9;
    Optional<Diagnosis> diagnosis = Diagnosis.of(History.of(run).epochs());
    ObjectNode event =
        Events.done(test, seconds, outcome, run.folder(), recorder.firstLoss(), diagnosis);
    run.append(event);
    run.save(run.info().endedAt(now()));
    events.accept(event);
    return new Result(
        run,
        outcome,
        test,
        recorder.best(),
        seconds,
        run.info().classes().size(),
        recorder.firstLoss(),
        diagnosis);
  }

  private DataSet data(Recipe recipe) throws IOException {
    DataSet data = heldOut(Preprocessing.load(catalog, recipe), recipe.holdout());
    return new DataSet(
        data.name(),
        limit(data.train(), recipe.limitTrain()),
        limit(data.test(), recipe.limitTest()));
  }

  /** The last training images in the place of the test images; all as it is for none. */
  public static DataSet heldOut(DataSet data, int count) {
    if (count == 0) {
      return data;
    }
    int kept = data.train().size() - count;
    if (kept < 1) {
      throw new RecipeException(
          "holdout is %d: of %d training images it must be below that"
              .formatted(count, data.train().size()));
    }
    return new DataSet(data.name(), data.train().limit(kept), data.train().skip(kept));
  }

  private Preprocessing fit(Recipe recipe, ImageSet train, Engine engine) throws IOException {
    return Preprocessing.fit(
        recipe, train, () -> Whitening.fit(recipe, train, engine, catalog.cache()));
  }

  private static ImageSet limit(ImageSet images, int most) {
    return most == 0 ? images : images.limit(most);
  }

  public static Network network(Recipe recipe, int classes) {
    return Zoo.network(
        recipe.model(),
        new Zoo.Options(
            classes,
            recipe.dropout(),
            recipe.channelDropout(),
            recipe.batchNorm(),
            Zoo.Place.named(recipe.batchNormPlace())));
  }

  private static String now() {
    return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private RunInfo info(Recipe recipe, DataSet data, Engine engine, Session session) {
    Shape input = session.model.input();
    return new RunInfo(
        Machine.version(),
        now(),
        "",
        command,
        Machine.java(),
        Machine.system(),
        Machine.processor(),
        Runtime.getRuntime().availableProcessors(),
        Engines.threads(),
        engine.description(),
        session.model.precision().label(),
        recipe.model(),
        session.model.network().parameterCount(input),
        input.dims(),
        data.shape().dims(),
        data.classes(),
        session.preprocessing.mean(),
        session.preprocessing.deviation(),
        data.train().size(),
        data.test().size(),
        data.train().checksum(),
        data.test().checksum(),
        language);
  }
}
