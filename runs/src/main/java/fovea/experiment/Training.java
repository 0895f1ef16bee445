package fovea.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.engine.Engines;
import fovea.images.Preprocessing;
import fovea.images.RecipeImages;
import fovea.images.Whitening;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeNetwork;
import fovea.run.Diagnosis;
import fovea.run.Events;
import fovea.run.History;
import fovea.run.Machine;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunInfo;
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
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Trains recipes and experiments, and resumes runs. */
public final class Training {

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
   * Trains a recipe from the start.
   *
   * @param folder where the run goes; empty means a new folder in {@code runs}
   * @throws fovea.recipe.RecipeException if the recipe does not fit its images
   * @throws IOException if images cannot be had or the run cannot be written
   * @throws NonFiniteLossException if it diverges
   */
  public Result train(Recipe recipe, Optional<Path> folder) throws IOException {
    Start start = Start.of(recipe, catalog);
    Network network = RecipeNetwork.of(recipe, start.data().classes().size());
    return train(start, network, recipe, folder);
  }

  /**
   * Trains an experiment from the start.
   *
   * @param folder where the run goes
   * @throws IOException if the run cannot be written
   * @throws NonFiniteLossException if it diverges
   */
  Result train(Experiment experiment, Path folder) throws IOException {
    Recipe recipe = experiment.recipe();
    RecipeImages.check(recipe, experiment.data());
    Start start = new Start(experiment.data(), Engines.named(recipe.engine()), System.nanoTime());
    return train(start, experiment.network(), recipe, Optional.of(folder));
  }

  private Result train(Start start, Network network, Recipe recipe, Optional<Path> folder)
      throws IOException {
    Preprocessing preprocessing =
        Preprocessing.fit(recipe, start.data().train(), start.engine(), catalog.cache());
    try (Session session = session(start, network, recipe, preprocessing)) {
      RunInfo info = info(start, session, preprocessing);
      Run run = Run.create(folder, recipe);
      run.save(info);
      run.save(network, info);
      if (preprocessing.whitening().isPresent()) {
        preprocessing.whitening().get().save(run.whitening());
      }
      ObjectNode begun = Events.start(recipe, run.info(), session.model.precision(), run.folder());
      run.append(begun);
      events.accept(begun);
      return train(
          run, session, TrainerState.initial(recipe.seed()), OptionalDouble.empty(), start.nanos());
    }
  }

  /**
   * Goes on with a run from its last checkpoint, with the engine and the precision that it began
   * with. Where this machine has no fast bf16 it goes on in f32, and where oneDNN was not asked for
   * by name and cannot be loaded, with the reference engine; one line says so.
   */
  public Result resume(Run run, Recipe written) throws IOException {
    run.lastSaved(); // without it there is nothing to go on from
    Recipe recipe = run.info().settled(written);
    Start start = Start.of(recipe, catalog);
    Preprocessing preprocessing =
        Preprocessing.fit(recipe, start.data().train(), () -> Whitening.load(run.whitening()));
    Network network = run.network();
    try (Session session = session(start, network, recipe, preprocessing)) {
      OptionalDouble firstLoss = RunRecorder.firstLoss(run.lastSaved());
      TrainerState from = Checkpoint.load(run.lastSaved(), session.model, session.optimizer);
      requireSeed(run, recipe, from);
      run.forgetMetricsAfter(from.epoch());
      run.save(written);
      run.save(network, run.info()); // which a run of an earlier version has not
      run.save(run.info().spoken(language));
      events.accept(Events.start(recipe, run.info(), session.model.precision(), run.folder()));
      return train(run, session, from, firstLoss, start.nanos());
    }
  }

  private Result train(
      Run run, Session session, TrainerState from, OptionalDouble firstLoss, long startNanos)
      throws IOException {
    RunRecorder recorder =
        new RunRecorder(
            run,
            Provenance.of(run),
            session.model,
            session.optimizer,
            from.bestAccuracy(),
            firstLoss,
            events);
    List<Listener> all = new ArrayList<>();
    all.add(new NonFiniteLossGuard(session.model.variables()));
    all.add(recorder);
    session.activations.ifPresent(activations -> all.add(activations.into(run)));
    all.addAll(listeners);
    Outcome outcome = trained(run, session.trainer(stop, all), from);
    return finish(run, session, outcome, recorder, startNanos);
  }

  /**
   * Trains one batch through the whole pipeline without writing anything.
   *
   * @return loss and accuracy on the first test images after one step
   */
  public Metrics dryRun(Recipe recipe) throws IOException {
    Start start = Start.of(recipe, catalog);
    DataSet all = start.data();
    Start first =
        start.with(
            new DataSet(
                all.name(),
                all.train().limit(recipe.batchSize()),
                all.test().limit(Session.TEST_BATCH)));
    try (Session session =
        session(
            first,
            recipe,
            Preprocessing.fit(recipe, all.train(), start.engine(), catalog.cache()))) {
      Trainer.Plan plan = new Trainer.Plan(1, session.setup.plan().time());
      session
          .trainer(
              session.setup.schedule(),
              plan,
              stop,
              List.of(new NonFiniteLossGuard(session.model.variables())))
          .run(TrainerState.initial(recipe.seed()));
      return Evaluation.of(session.model, session.test.all()).metrics();
    }
  }

  /**
   * Trains with a learning rate that rises from step to step by the same factor, until the loss
   * diverges, without writing anything.
   *
   * @param from the rate of the first step
   * @param to the rate of the last step
   * @param steps how many at most
   */
  public LearningRates findRate(Recipe recipe, double from, double to, int steps)
      throws IOException {
    Start start = Start.of(recipe, catalog);
    DataSet all = start.data();
    Start few =
        start.with(new DataSet(all.name(), all.train(), all.test().limit(Session.TEST_BATCH)));
    try (Session session =
        session(
            few, recipe, Preprocessing.fit(recipe, all.train(), start.engine(), catalog.cache()))) {
      return new RateFinder(from, to, steps).run(session, stop, listeners);
    }
  }

  private static Session session(Start start, Recipe recipe, Preprocessing preprocessing) {
    Network network = RecipeNetwork.of(recipe, start.data().classes().size());
    return session(start, network, recipe, preprocessing);
  }

  private static Session session(
      Start start, Network network, Recipe recipe, Preprocessing preprocessing) {
    return new Session(
        FromRecipe.setup(recipe, network, start.data(), preprocessing, start.engine()),
        start.engine());
  }

  /** Trains; a run that diverges remembers it. */
  private Outcome trained(Run run, Trainer trainer, TrainerState from) throws IOException {
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

  private static void requireSeed(Run run, Recipe recipe, TrainerState from) throws IOException {
    if (from.seed() != recipe.seed()) {
      throw new IOException(
          "%s was trained with seed %d, its recipe says %d: put %d into its recipe.yaml"
              .formatted(run.last(), from.seed(), recipe.seed(), from.seed()));
    }
  }

  private Result finish(Run run, Session session, Outcome outcome, RunRecorder recorder, long start)
      throws IOException {
    session.optimizer.swapAveragedWeights(); // the averages are the result
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

  private static String now() {
    return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private RunInfo info(Start start, Session session, Preprocessing preprocessing) {
    DataSet data = start.data();
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
        start.engine().description(),
        session.model.precision().label(),
        session.model.network().name(),
        session.model.network().parameterCount(input),
        input.dims(),
        data.shape().dims(),
        data.classes(),
        preprocessing.mean(),
        preprocessing.deviation(),
        data.train().size(),
        data.test().size(),
        data.train().checksum(),
        data.test().checksum(),
        language);
  }
}
