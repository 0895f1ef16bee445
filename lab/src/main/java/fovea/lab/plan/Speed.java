package fovea.lab.plan;

import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.lab.measure.Timing;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.recipe.Recipe;
import java.util.HashMap;
import java.util.Map;

/**
 * How long training takes on this machine, from a few steps on synthetic images; what loading and
 * transforming images adds, which is done meanwhile by other threads, is left out.
 */
final class Speed {

  private static final int STEPS = 5;

  /** The size of the mini-batches that are measured; others take as long an image, about. */
  private static final int BATCH = 128;

  private static final int TEST_IMAGES = 10_000;

  /** After an epoch as many training images are evaluated as test images. */
  private static final int EVALUATED = 2 * TEST_IMAGES;

  private static final int FLOAT = 4;

  /** The curves, metrics and texts of a run. */
  private static final long SMALL_FILES = 500_000;

  private final Map<Measured, Timing> timings = new HashMap<>();

  /** What decides the time of a step most. */
  private record Measured(String model, boolean batchNorm) {}

  private static Network network(Recipe recipe) {
    return Zoo.network(
        recipe.model(),
        new Zoo.Options(Zoo.classes(recipe.model()), recipe.dropout(), recipe.batchNorm()));
  }

  /** The seconds of a run. */
  double seconds(Recipe recipe) {
    Timing timing =
        timings.computeIfAbsent(
            new Measured(recipe.model(), recipe.batchNorm()), absent -> measure(recipe));
    double training = trainImages(recipe) * timing.trainStepMillis();
    double evaluation = EVALUATED * timing.inferenceMillis();
    return recipe.epochs() * (training + evaluation) / BATCH / 1000;
  }

  private static Timing measure(Recipe recipe) {
    Engine engine = Engines.named("auto");
    Network network = network(recipe);
    Shape input = Zoo.input(recipe.model());
    return Timing.measure(
        engine,
        network,
        input,
        BATCH,
        Engines.precision("auto", engine, network, input),
        STEPS,
        false);
  }

  private static int trainImages(Recipe recipe) {
    return recipe.dataset().equals("mnist") ? 60_000 : 50_000;
  }

  /** The bytes of a run's folder: the best parameters; the last, with the optimiser's memory. */
  long bytes(Recipe recipe) {
    long parameters =
        network(recipe).parameters(Zoo.input(recipe.model())).stream()
            .mapToLong(parameter -> parameter.elements())
            .sum();
    long copies = recipe.momentum() > 0 ? 3 : 2;
    return copies * FLOAT * parameters + SMALL_FILES;
  }
}
