package fovea.lab;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Program;
import fovea.nn.Shape;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The network of a run with its best parameters, ready to classify. */
public final class TrainedModel implements AutoCloseable {

  private static final int BATCH = 250;

  private final Recipe recipe;
  private final RunInfo info;
  private final Pipeline pipeline;
  private final Model model;

  private TrainedModel(Recipe recipe, RunInfo info, Pipeline pipeline, Model model) {
    this.recipe = recipe;
    this.info = info;
    this.pipeline = pipeline;
    this.model = model;
  }

  /**
   * Loads a run's best checkpoint.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel of(Run run) throws IOException {
    Recipe recipe = run.recipe();
    RunInfo info = run.info();
    Engine engine = Engines.named(recipe.engine());
    Normalization normalization = new Normalization(info.mean(), info.deviation());
    Pipeline pipeline = Preprocessing.test(recipe, shape(info), normalization);
    Model model =
        engine.compile(
            Training.network(recipe, info.classes().size()),
            pipeline.output(shape(info)),
            BATCH,
            Engines.precision(recipe.precision(), engine));
    try {
      Checkpoint.loadModel(run.bestOrLast(), model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
    return new TrainedModel(recipe, info, pipeline, model);
  }

  private static Shape shape(RunInfo info) {
    List<Integer> dims = info.image();
    return Shape.image(dims.get(0), dims.get(1), dims.get(2));
  }

  /** The names of the classes. */
  public List<String> classes() {
    return info.classes();
  }

  /** Loss, accuracy and confusion on the test images that the run was tested on. */
  public Evaluation evaluate(DataCatalog catalog) throws IOException {
    DataSet data = Training.heldOut(catalog.load(recipe.dataset()), recipe.holdout());
    ImageSet test = data.test().limit(info.testImages());
    if (!test.checksum().equals(info.testChecksum())) {
      throw new IOException(
          "the test images of %s are not those that the run was tested on: their checksum differs"
              .formatted(recipe.dataset()));
    }
    try (Loader loader = new Loader(test, pipeline, BATCH, 0, false)) {
      return Evaluation.of(model, loader);
    }
  }

  /**
   * The probability of each class for an image file, which is scaled to the size of the data set.
   *
   * @throws IOException if it is no image
   */
  public double[] classify(Path file) throws IOException {
    byte[] pixels = ImageFiles.load(file, shape(info));
    ImageSet single = new ImageSet(shape(info), info.classes(), new byte[1], pixels);
    try (Loader loader = new Loader(single, pipeline, 1, 0, false)) {
      loader.start(0, 0);
      loader.advance();
      Program program = model.evaluation(1);
      program.input().put(0, loader.images(), 0, program.input().capacity());
      program.forward(0);
      double[] scores = new double[info.classes().size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = program.output().get(i);
      }
      return softmax(scores);
    }
  }

  private static double[] softmax(double[] scores) {
    double highest = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    double[] probabilities = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = Math.exp(scores[i] - highest);
      sum += probabilities[i];
    }
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  @Override
  public void close() {
    model.close();
  }
}
