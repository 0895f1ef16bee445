package fovea.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Inference;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.images.Preprocessing;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.pretrained.InitialWeights;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeNetwork;
import fovea.recipe.RecipeReader;
import fovea.train.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class SessionTest {

  /** The reference engine; remembers the models that it made for training. */
  private record Watched(Engine engine, List<Model> models) implements Engine {

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public boolean supports(Precision precision) {
      return engine.supports(precision);
    }

    @Override
    public Model compile(
        Network network, Shape input, int batch, Precision precision, Set<String> frozen) {
      Model model = engine.compile(network, input, batch, precision, frozen);
      models.add(model);
      return model;
    }

    @Override
    public Model evaluator(Network network, Shape input, Precision precision) {
      return engine.evaluator(network, input, precision);
    }

    @Override
    public Inference inference(
        Network network, Shape input, Precision precision, ParameterSource parameters) {
      return engine.inference(network, input, precision, parameters);
    }
  }

  private final Watched engine = new Watched(Engines.named("reference"), new ArrayList<>());

  private Setup setup(BiFunction<List<Variable>, Integer, Optimizer> optimizer) throws IOException {
    DataSet all = new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
    DataSet data = new DataSet(all.name(), all.train().limit(20), all.test().limit(10));
    Recipe recipe =
        RecipeReader.read("baseline", Map.of("model", "lenet5", "dataset", "cifar10-mini"));
    Setup setup =
        FromRecipe.setup(
            recipe,
            RecipeNetwork.of(recipe, 10),
            data,
            Preprocessing.fit(recipe, data.train(), engine, Path.of("none")),
            engine,
            InitialWeights.none());
    return new Setup(
        setup.data(),
        setup.network(),
        setup.train(),
        setup.views(),
        setup.plain(),
        setup.batch(),
        setup.seed(),
        setup.precision(),
        setup.exchange(),
        setup.syncBatchNorm(),
        setup.initial(),
        setup.frozen(),
        optimizer,
        setup.schedule(),
        setup.plan(),
        setup.activations());
  }

  @Test
  void whatWasOpenedBeforeAFailureIsClosed() throws IOException {
    Setup failing =
        setup(
            (variables, batches) -> {
              throw new OutOfMemoryError("no room for momentum");
            });

    assertThatThrownBy(() -> new Session(failing, engine))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no room for momentum");

    assertThat(engine.models()).hasSize(1);
    assertThatThrownBy(() -> engine.models().get(0).training(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed");
  }
}
