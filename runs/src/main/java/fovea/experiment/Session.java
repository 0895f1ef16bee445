package fovea.experiment;

import fovea.data.DataSet;
import fovea.data.Loader;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.images.Preprocessing;
import fovea.images.Views;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.recipe.Durations;
import fovea.recipe.Recipe;
import fovea.train.Listener;
import fovea.train.Optimizer;
import fovea.train.StopRequest;
import fovea.train.Team;
import fovea.train.Trainer;
import java.util.List;
import java.util.Optional;

/** The live things of a training. */
public final class Session implements AutoCloseable {
  final Preprocessing preprocessing;
  final Loader train;
  final Views test;
  final Model model;
  final Optimizer optimizer;
  final Optional<ActivationLog> activations;
  final Team team = new Team(Engines.threads());

  Session(Recipe recipe, DataSet data, Preprocessing preprocessing, Engine engine) {
    this.preprocessing = preprocessing;
    DataSet prepared = preprocessing.prepare(data, engine);
    train =
        new Loader(
            prepared.train(), preprocessing.train(), recipe.batchSize(), recipe.seed(), true);
    test = Views.of(prepared.test(), preprocessing.test(), Training.TEST_BATCH);
    Network network = Training.network(recipe, data.classes().size());
    Precision precision = Engines.precision(recipe.precision(), engine, network, train.shape());
    int batch = Math.min(recipe.batchSize(), data.train().size());
    model = engine.compile(network, train.shape(), batch, precision);
    initialize(model, recipe);
    optimizer = Optimizers.of(recipe, model.variables());
    activations =
        recipe.activations()
            ? Optional.of(
                ActivationLog.of(engine, model, prepared.test(), preprocessing.test("none").get(0)))
            : Optional.empty();
  }

  /** Gives a model the parameters that a training starts from. */
  public static void initialize(Model model, Recipe recipe) {
    Initialization initialization = Initialization.named(recipe.init());
    for (Variable variable : model.variables()) {
      variable.write(initialization.values(variable.parameter(), recipe.seed()), variable.values());
    }
  }

  Trainer trainer(Recipe recipe, int epochs, StopRequest stop, List<Listener> listeners) {
    return new Trainer(
        model,
        train,
        test.all(),
        optimizer,
        team,
        Schedules.of(recipe),
        new Trainer.Plan(
            epochs,
            Durations.parse(recipe.maxTime()),
            recipe.patience(),
            Schedules.plateau(recipe)),
        stop,
        listeners);
  }

  @Override
  public void close() {
    train.close();
    test.close();
    activations.ifPresent(ActivationLog::close);
    team.close();
    model.close();
  }
}
