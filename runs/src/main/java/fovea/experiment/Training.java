package fovea.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.Engines;
import fovea.images.Preprocessing;
import fovea.images.RecipeImages;
import fovea.images.Views;
import fovea.images.Whitening;
import fovea.images.WhiteningFilters;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.pretrained.InitialWeights;
import fovea.pretrained.PretrainedNormalization;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeNetwork;
import fovea.run.Diagnosis;
import fovea.run.Events;
import fovea.run.History;
import fovea.run.Machine;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import fovea.train.Group;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.NonFiniteLossException;
import fovea.train.NonFiniteLossGuard;
import fovea.train.Outcome;
import fovea.train.SharedState;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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
   * @param catalog the source of images
   * @param stop request to stop after the current step
   * @param listeners further listeners of the training
   * @param events receives the run's events as JSON
   * @param command the command line, recorded in the run
   * @param language the language of the curves' labels, {@code en} or {@code fr}
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
   * The result of a training.
   *
   * @param run the run
   * @param outcome why the training ended
   * @param test loss and accuracy on the test images: of the last epoch, or at the end if the time
   *     was over within an epoch; empty if the run was interrupted before its first epoch ended
   * @param history the finished epochs
   * @param seconds duration since images and engine were loaded; if the run was resumed, only since
   *     then
   * @param classes number of classes
   * @param firstLoss the loss of the first batch in nats, before the first update of the weights;
   *     empty if the run was resumed from a checkpoint that does not record it
   * @param diagnosis the diagnosis of overfitting; empty if no epoch was finished
   */
  public record Result(
      Run run,
      Outcome outcome,
      Optional<Metrics> test,
      History history,
      double seconds,
      int classes,
      OptionalDouble firstLoss,
      Optional<Diagnosis> diagnosis) {

    /**
     * The result of a run that was trained elsewhere.
     *
     * @throws IOException if the run cannot be read
     */
    public static Result of(Run run, Outcome outcome) throws IOException {
      History history = History.of(run);
      double seconds = 0;
      for (JsonNode event : run.metrics()) {
        seconds =
            event.path("event").asText().equals("done") ? event.path("seconds").asDouble() : 0;
      }
      return new Result(
          run,
          outcome,
          tested(history),
          history,
          seconds,
          run.info().classes().size(),
          history.firstLoss(),
          Diagnosis.of(history.epochs()));
    }

    static Optional<Metrics> tested(History history) {
      return history.epochs().isEmpty()
          ? Optional.empty()
          : Optional.of(new Metrics(history.last().testLoss(), history.last().testAccuracy()));
    }
  }

  /**
   * Trains a recipe from the start.
   *
   * @param folder the run's folder; if empty, a new folder in {@code runs}
   * @throws fovea.recipe.RecipeException if the recipe does not fit its images
   * @throws IOException if images cannot be loaded or the run cannot be written
   * @throws NonFiniteLossException if the training diverges
   */
  public Result train(Recipe recipe, Optional<Path> folder) throws IOException {
    return train(recipe, folder, Meeting.NOBODY).orElseThrow();
  }

  /**
   * Trains a recipe from the start, together with others.
   *
   * @return empty if another member writes the run
   */
  Optional<Result> train(Recipe written, Optional<Path> folder, Meeting meeting)
      throws IOException {
    Recipe recipe = PretrainedNormalization.settle(written);
    Start start = Start.of(recipe, catalog);
    Network network = RecipeNetwork.of(recipe, start.data().classes().size());
    return train(start, network, recipe, folder, meeting);
  }

  /**
   * Trains an experiment from the start.
   *
   * @param folder the run's folder
   * @throws IOException if the run cannot be written
   * @throws NonFiniteLossException if the training diverges
   */
  Result train(Experiment experiment, Path folder) throws IOException {
    Recipe recipe = PretrainedNormalization.settle(experiment.recipe());
    RecipeImages.check(recipe, experiment.data());
    Start start = new Start(experiment.data(), Engines.named(recipe.engine()), System.nanoTime());
    return train(start, experiment.network(), recipe, Optional.of(folder), Meeting.NOBODY)
        .orElseThrow();
  }

  private Optional<Result> train(
      Start start, Network network, Recipe recipe, Optional<Path> folder, Meeting meeting)
      throws IOException {
    Preprocessing preprocessing =
        Preprocessing.fit(recipe, start.data().train(), start.engine(), catalog.cache());
    Setup setup = setup(start, network, recipe, preprocessing);
    Group group = meeting.group(start, recipe, setup);
    TrainerState initial = TrainerState.initial(recipe.seed());
    try (Stages stages = new Stages(recipe, setup, start.engine(), group, 0)) {
      if (group.rank() > 0) {
        return follow(stages, initial);
      }
      RunInfo info = info(start, setup, preprocessing);
      Run run = Run.create(folder, recipe);
      run.save(info);
      run.save(network, info);
      if (preprocessing.whitening().isPresent()) {
        preprocessing.whitening().get().save(run.whitening());
      }
      ObjectNode startEvent = Events.start(recipe, run.info(), setup.precision(), run.folder());
      run.append(startEvent);
      events.accept(startEvent);
      return Optional.of(of(run, stages).train(initial, OptionalDouble.empty(), start.nanos()));
    }
  }

  /**
   * Resumes a run from its latest checkpoint, with the engine and the precision that it started
   * with. If this machine has no fast bf16, the run is resumed in f32; if oneDNN was chosen by
   * {@code auto} and cannot be loaded, with the reference engine. In both cases a warning is
   * logged.
   *
   * @param written the run's recipe, with the changes to be saved in it
   * @throws IOException if there is no checkpoint, it does not match the recipe, images cannot be
   *     loaded or are not those that the run started with, or the run cannot be written
   * @throws NonFiniteLossException if the training diverges
   */
  public Result resume(Run run, Recipe written) throws IOException {
    return resume(run, written, Meeting.NOBODY).orElseThrow();
  }

  /**
   * Resumes a run together with others.
   *
   * @return empty if another member writes the run
   */
  Optional<Result> resume(Run run, Recipe written, Meeting meeting) throws IOException {
    run.lastSaved(); // throws if there is no checkpoint
    Recipe recipe = run.info().settled(written);
    Start start = Start.of(recipe, catalog);
    run.info().data().require(start.data());
    Preprocessing preprocessing =
        Preprocessing.fit(recipe, start.data().train(), () -> Whitening.load(run.whitening()));
    Network network = run.network();
    Setup setup =
        FromRecipe.setup(
            recipe, network, start.data(), preprocessing, start.engine(), InitialWeights.none());
    Group group = meeting.group(start, recipe, setup);
    TrainerState own =
        group.rank() == 0 ? Checkpoint.state(run.lastSaved()) : TrainerState.initial(recipe.seed());
    TrainerState saved = SharedState.spread(group, own);
    try (Stages stages = new Stages(recipe, setup, start.engine(), group, saved.epoch())) {
      if (group.rank() > 0) {
        return follow(stages, saved);
      }
      OptionalDouble firstLoss = RunRecorder.firstLoss(run.lastSaved());
      TrainerState from = RunTraining.load(run, stages.session());
      requireSeed(run, recipe, from);
      requireEpochs(run, written, from);
      run.forgetMetricsAfter(from.epoch());
      run.forgetStepsAfter(from.step());
      run.save(written);
      run.save(network, run.info()); // runs of earlier versions do not have it
      run.save(run.info().spoken(language));
      events.accept(Events.start(recipe, run.info(), setup.precision(), run.folder()));
      return Optional.of(of(run, stages).train(from, firstLoss, start.nanos()));
    }
  }

  private RunTraining of(Run run, Stages stages) {
    return new RunTraining(run, stages, stop, listeners, events);
  }

  /** Trains as a member that writes nothing, and is given what the first one begins with. */
  private Optional<Result> follow(Stages stages, TrainerState own) throws IOException {
    Outcome outcome;
    do {
      Session session = stages.session();
      List<Listener> guard = List.of(new NonFiniteLossGuard(session.model.variables()));
      TrainerState from = session.spread(own);
      outcome = stages.trainer(stop, guard, listeners).run(from);
    } while (outcome == Outcome.COMPLETED && stages.advance());
    return Optional.empty();
  }

  /**
   * Trains one batch through the whole pipeline, without creating a run.
   *
   * @return loss and accuracy on the first test images after that batch
   */
  public Metrics dryRun(Recipe written) throws IOException {
    Recipe recipe = PretrainedNormalization.settle(written);
    Start start = Start.of(recipe, catalog);
    DataSet all = start.data();
    Start first =
        start.with(
            new DataSet(
                all.name(),
                all.train().limit(recipe.batchSize()),
                all.test().limit(Views.batch(all.shape()))));
    try (Session session =
        session(
            first,
            recipe,
            Preprocessing.fit(recipe, all.train(), start.engine(), catalog.cache()))) {
      Trainer.Plan plan = new Trainer.Plan(1, session.setup.plan().time());
      session
          .trainer(
              session.setup.schedule().apply(session.train.batches()),
              plan,
              stop,
              List.of(new NonFiniteLossGuard(session.model.variables())))
          .run(TrainerState.initial(recipe.seed()));
      return Evaluation.of(session.model, session.test.all()).metrics();
    }
  }

  /**
   * Runs a learning-rate range test without creating a run: the rate rises by a constant factor per
   * step until the loss diverges.
   *
   * @param from the rate of the first step
   * @param to the rate of the last step
   * @param steps maximum number of steps
   */
  public LearningRates findRate(Recipe written, double from, double to, int steps)
      throws IOException {
    Recipe recipe = PretrainedNormalization.settle(written);
    Start start = Start.of(recipe, catalog);
    DataSet all = start.data();
    Start few =
        start.with(
            new DataSet(all.name(), all.train(), all.test().limit(Views.batch(all.shape()))));
    try (Session session =
        session(
            few, recipe, Preprocessing.fit(recipe, all.train(), start.engine(), catalog.cache()))) {
      return new RateFinder(from, to, steps).run(session, stop, listeners);
    }
  }

  private static Session session(Start start, Recipe recipe, Preprocessing preprocessing)
      throws IOException {
    Network network = RecipeNetwork.of(recipe, start.data().classes().size());
    return new Session(setup(start, network, recipe, preprocessing), start.engine());
  }

  /** A setup that starts with the initial weights of the recipe. */
  private static Setup setup(
      Start start, Network network, Recipe recipe, Preprocessing preprocessing) throws IOException {
    InitialWeights initial =
        InitialWeights.of(recipe, network, preprocessing.input(), start.data().classes());
    if (recipe.initFile().isEmpty()) {
      initial =
          initial.then(
              WhiteningFilters.fit(network, start.data().train(), preprocessing, start.engine()));
    }
    return FromRecipe.setup(recipe, network, start.data(), preprocessing, start.engine(), initial);
  }

  private static void requireEpochs(Run run, Recipe written, TrainerState from) {
    int begun = from.batch() > 0 ? from.epoch() + 1 : from.epoch();
    if (written.epochs() < begun) {
      throw new RecipeException(
          "epochs is %s: %s has already trained in %s; give that number or more"
              .formatted(written.epochs(), run.folder(), begun));
    }
  }

  private static void requireSeed(Run run, Recipe recipe, TrainerState from) throws IOException {
    if (from.seed() != recipe.seed()) {
      throw new IOException(
          "%s was trained with seed %s, its recipe says %s: put %s into its recipe.yaml"
              .formatted(run.last(), from.seed(), recipe.seed(), from.seed()));
    }
  }

  /** The present time, in seconds, with the offset of its zone. */
  static String now() {
    return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private RunInfo info(Start start, Setup setup, Preprocessing preprocessing) {
    DataSet data = start.data();
    Shape input = preprocessing.input();
    return new RunInfo(
        RunInfo.VERSION,
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
        setup.precision().label(),
        setup.network().name(),
        setup.network().parameterCount(input),
        input.dims(),
        data.shape().dims(),
        data.classes(),
        preprocessing.mean(),
        preprocessing.deviation(),
        data.train().size(),
        data.test().size(),
        data.train().checksum(),
        data.test().checksum(),
        data.finalTest().map(ImageSet::size).orElse(0),
        data.finalTest().map(ImageSet::checksum).orElse(""),
        language,
        Map.of());
  }
}
