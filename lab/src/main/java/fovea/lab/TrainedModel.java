package fovea.lab;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.nn.Shape;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The network of a run with its best parameters, ready to classify. */
public final class TrainedModel implements AutoCloseable {

  private static final int BATCH = 250;

  private final Recipe recipe;
  private final RunInfo info;
  private final Preprocessing preprocessing;
  private final Engine engine;
  private final Model model;

  private TrainedModel(
      Recipe recipe, RunInfo info, Preprocessing preprocessing, Engine engine, Model model) {
    this.recipe = recipe;
    this.info = info;
    this.preprocessing = preprocessing;
    this.engine = engine;
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
    Preprocessing preprocessing = Preprocessing.of(run);
    Model model =
        engine.compile(
            Training.network(recipe, info.classes().size()),
            preprocessing.input(),
            BATCH,
            Engines.precision(recipe.precision(), engine));
    try {
      Checkpoint.loadModel(run.bestOrLast(), model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
    return new TrainedModel(recipe, info, preprocessing, engine, model);
  }

  private static Shape shape(RunInfo info) {
    List<Integer> dims = info.image();
    return Shape.image(dims.get(0), dims.get(1), dims.get(2));
  }

  /** The names of the classes. */
  public List<String> classes() {
    return info.classes();
  }

  /** The views of an image that the run's recipe votes on. */
  public String views() {
    return recipe.tta();
  }

  /**
   * Loss, accuracy and confusion on the test images that the run was tested on.
   *
   * @param views which variants of an image the network votes on, as a recipe's {@code tta} says
   * @throws RecipeException if there are no such views
   */
  public Evaluation evaluate(DataCatalog catalog, String views) throws IOException {
    if (!Preprocessing.VIEWS.contains(views)) {
      throw new RecipeException(
          "tta is '%s': it must be one of %s"
              .formatted(views, String.join(", ", Preprocessing.VIEWS)));
    }
    return evaluate(preprocessing.prepare(data(catalog).test(), engine), views);
  }

  /**
   * Loss and accuracy in training mode and in evaluation mode, of the images that the run was
   * trained and tested on. This model cannot be used afterwards.
   */
  public Modes modes(DataCatalog catalog) throws IOException {
    DataSet data = data(catalog);
    Preprocessing training = // which also knows the colour of what has none
        Preprocessing.fit(recipe, data.train(), () -> preprocessing.whitening().orElseThrow());
    return Modes.of(model, training.prepare(data, engine), training, recipe);
  }

  /** What the network makes of the test images, and of their mirror images. */
  public Symmetry symmetry(DataCatalog catalog) throws IOException {
    ImageSet test = preprocessing.prepare(data(catalog).test(), engine);
    List<Pipeline> views = preprocessing.test("flip");
    List<Evaluation> both = new ArrayList<>();
    for (Pipeline view : views) {
      try (Views loaders = Views.of(test, List.of(view), BATCH)) {
        both.add(Evaluation.of(model, loaders.all()));
      }
    }
    boolean trained = recipe.augment().stream().anyMatch(each -> each.contains("flip"));
    return new Symmetry(info.classes(), both.get(0), both.get(1), trained);
  }

  /** What the run was trained with. */
  public Recipe recipe() {
    return recipe;
  }

  /** The images of the run, as many as it used. */
  private DataSet data(DataCatalog catalog) throws IOException {
    DataSet all =
        Training.heldOut(catalog.load(recipe.dataset(), recipe.imageSize()), recipe.holdout());
    DataSet data =
        new DataSet(
            all.name(), all.train().limit(info.trainImages()), all.test().limit(info.testImages()));
    if (!data.test().checksum().equals(info.testChecksum())) {
      throw new IOException(
          "the test images of %s are not those that the run was tested on: their checksum differs"
              .formatted(recipe.dataset()));
    }
    return data;
  }

  private Evaluation evaluate(ImageSet prepared, String views) {
    try (Views loaders = Views.of(prepared, preprocessing.test(views), BATCH)) {
      return Evaluation.of(model, loaders.all());
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
    try (Views loaders = Views.of(preprocessing.prepare(single, engine), preprocessing.test(), 1)) {
      return Evaluation.probabilities(model, loaders.all());
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
