package fovea.lab;

import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Model;
import fovea.engine.Program;
import fovea.nn.CountedRandom;
import fovea.nn.CountedRandom.Purpose;
import fovea.train.CrossEntropy;
import fovea.train.Evaluation;
import fovea.train.Metrics;
import java.util.List;

/**
 * Loss and accuracy of the same weights in training mode and in evaluation mode.
 *
 * @param asTrained the training images as training has them: augmented, their labels smoothed or
 *     mixed, in training mode (dropout drops, batch normalisation takes each batch's statistics)
 * @param plainTraining the training images as they are, in training mode
 * @param trainEvaluated the training images as they are, in evaluation mode
 * @param testEvaluated the test images, in evaluation mode
 */
public record Modes(
    Metrics asTrained, Metrics plainTraining, Metrics trainEvaluated, Metrics testEvaluated) {

  /**
   * Measures them. The model's running statistics are other ones afterwards: training mode records
   * them.
   *
   * @param data prepared images
   */
  static Modes of(Model model, DataSet data, Preprocessing preprocessing, Recipe recipe) {
    Pipeline plain = preprocessing.test("none").get(0);
    // Evaluation first, before training mode changes running statistics.
    Metrics train = evaluate(model, data.train(), plain);
    Metrics test = evaluate(model, data.test(), plain);
    Metrics asTrained = train(model, data.train(), preprocessing.train(), recipe);
    Metrics plainTraining = train(model, data.train(), plain, recipe);
    return new Modes(asTrained, plainTraining, train, test);
  }

  private static Metrics evaluate(Model model, ImageSet images, Pipeline pipeline) {
    try (Views views = Views.of(images, List.of(pipeline), Training.TEST_BATCH)) {
      return Evaluation.of(model, views.all()).metrics();
    }
  }

  /** One epoch without steps, as {@link fovea.train.Trainer} does it. */
  private static Metrics train(Model model, ImageSet images, Pipeline pipeline, Recipe recipe) {
    CrossEntropy loss = new CrossEntropy(model.output().elements());
    long dropout = CountedRandom.key(recipe.seed(), Purpose.DROPOUT);
    try (Loader loader = new Loader(images, pipeline, recipe.batchSize(), recipe.seed(), true)) {
      loader.start(0, 0);
      for (long step = 0; loader.advance(); step++) {
        Program program = model.training(loader.size());
        program.input().put(0, loader.images(), 0, program.input().capacity());
        program.forward(CountedRandom.subkey(dropout, step));
        loss.add(program.output(), loader.targets(), loader.size());
      }
    }
    return loss.metrics();
  }
}
