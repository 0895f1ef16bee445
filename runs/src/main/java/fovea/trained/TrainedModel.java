package fovea.trained;

import fovea.data.ChannelNormalization;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.data.Transform;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.images.Preprocessing;
import fovea.images.RecipeImages;
import fovea.images.Views;
import fovea.images.Whitening;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.pretrained.InitialWeights;
import fovea.probe.Activations;
import fovea.probe.Probe;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.recipe.ViewKind;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.run.SavedCheckpoint;
import fovea.run.SavedCheckpoint.Choice;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run's network with trained parameters, for evaluation and analysis on a single thread. To
 * classify images in an application, use {@link Classifier}.
 */
public final class TrainedModel implements AutoCloseable {

  private final Provenance provenance;
  private final Preprocessing preprocessing;
  private final Engine engine;
  private final Model model;

  private TrainedModel(
      Provenance provenance, Preprocessing preprocessing, Engine engine, Model model) {
    this.provenance = provenance;
    this.preprocessing = preprocessing;
    this.engine = engine;
    this.model = model;
  }

  /**
   * Loads the best checkpoint of a run.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel of(Run run) throws IOException {
    return of(run, Choice.BEST);
  }

  /**
   * Loads a checkpoint of a run.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel of(Run run, Choice choice) throws IOException {
    return of(run, false, saved(run, choice));
  }

  private static ParameterLoader saved(Run run, Choice choice) {
    return model -> {
      SavedCheckpoint saved = run.checkpoint(choice);
      Checkpoint.loadModel(saved.file(), model, saved.weights());
    };
  }

  /**
   * Creates the network of a run as it was before the first step: with the same initialisation from
   * the same seed.
   *
   * @throws IOException if the run is damaged
   */
  public static TrainedModel untrained(Run run) throws IOException {
    Recipe recipe = run.recipe();
    List<String> classes = run.info().classes();
    return of(
        run,
        false,
        model -> InitialWeights.of(recipe, model.network(), model.input(), classes).write(model));
  }

  /**
   * Loads a checkpoint of a run into a model that can also compute in training mode.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel trainable(Run run, Choice choice) throws IOException {
    return of(run, true, saved(run, choice));
  }

  /** Sets the parameters of a model. */
  private interface ParameterLoader {
    void load(Model model) throws IOException;
  }

  private static TrainedModel of(Run run, boolean trainable, ParameterLoader parameters)
      throws IOException {
    Provenance provenance = Provenance.of(run);
    Recipe recipe = provenance.recipe();
    RunInfo info = provenance.info();
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing =
        Preprocessing.fitted(
            recipe,
            provenance.image(),
            new ChannelNormalization(info.mean(), info.deviation()),
            recipe.normalize().whitens()
                ? Optional.of(Whitening.load(run.whitening()))
                : Optional.empty());
    Network network = provenance.network();
    Shape input = preprocessing.input();
    Precision precision = Engines.precision(recipe.precision(), engine, network, input);
    Model model =
        trainable
            ? engine.compile(network, input, Views.batch(input), precision)
            : engine.evaluator(network, input, precision);
    try {
      parameters.load(model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
    return new TrainedModel(provenance, preprocessing, engine, model);
  }

  /** The names of the classes. */
  public List<String> classes() {
    return provenance.info().classes();
  }

  /** The views of the recipe's test-time augmentation. */
  public ViewKind views() {
    return provenance.recipe().tta();
  }

  /**
   * Evaluates the network on the run's test images: loss, accuracy and confusion matrix.
   *
   * @param views the views whose predictions are averaged
   * @throws IOException if the images cannot be loaded, or the test images have changed since the
   *     run
   */
  public Evaluation evaluate(DataCatalog catalog, ViewKind views) throws IOException {
    return evaluate(testImages(catalog), views(views));
  }

  /**
   * Loads the images to test the run on: those for a final test if the data set has such, otherwise
   * those that its epochs were judged by.
   *
   * @throws IOException if they cannot be loaded, or have changed since the run
   */
  public ImageSet testImages(DataCatalog catalog) throws IOException {
    DataSet data = data(catalog);
    return data.finalTest().orElse(data.test());
  }

  /** The recipe the network was trained with. */
  public Recipe recipe() {
    return provenance.recipe();
  }

  /**
   * Loads the images that the run was trained and tested on.
   *
   * @throws IOException if they cannot be loaded, or the test images have changed since the run
   */
  public DataSet data(DataCatalog catalog) throws IOException {
    return RecipeImages.again(catalog, provenance.recipe(), provenance.info().data());
  }

  /**
   * Evaluates the network on images of the data set's shape: loss, accuracy and confusion matrix.
   *
   * @param views one pipeline for each view whose predictions are averaged
   */
  public Evaluation evaluate(ImageSet images, List<Pipeline> views) {
    try (Views loaders =
        Views.of(preprocessing.prepare(images, engine), views, Views.batch(images.shape()))) {
      return Evaluation.of(model, loaders.all());
    }
  }

  /** The input images of the pipelines: whitened if the recipe says so, otherwise unchanged. */
  public ImageSet prepare(ImageSet images) {
    return preprocessing.prepare(images, engine);
  }

  /**
   * The pipeline of training images, with augmentation.
   *
   * @param train the training images, whose mean colour is the fill colour of transforms
   */
  public Pipeline augmented(ImageSet train) throws IOException {
    return augmented(train, provenance.recipe());
  }

  /**
   * The pipeline of images that are changed by one augmentation, and cropped as test images are
   * unless it crops.
   *
   * @param train the training images, whose mean colour is the fill colour of transforms
   * @param augmentation the augmentation, as written in recipes
   * @throws fovea.recipe.RecipeException if there is no such augmentation
   */
  public Pipeline changed(ImageSet train, String augmentation) throws IOException {
    Pipeline changes =
        augmented(train, RecipeReader.change(provenance.recipe(), "augment", augmentation));
    List<Transform> transforms = new ArrayList<>(changes.transforms());
    transforms.addAll(preprocessing.test(ViewKind.NONE).get(0).transforms());
    return new Pipeline(transforms, changes.normalization());
  }

  private Pipeline augmented(ImageSet train, Recipe recipe) throws IOException {
    return Preprocessing.fit(recipe, train, () -> preprocessing.whitening().orElseThrow()).train();
  }

  /** The pipelines of test images, one for each view. */
  public List<Pipeline> views(ViewKind views) {
    return preprocessing.test(views);
  }

  /**
   * Loads an image file and scales it to the size of the data set's images. Its label is
   * meaningless.
   *
   * @throws IOException if the file is not a readable image
   */
  public ImageSet image(Path file) throws IOException {
    byte[] pixels = ImageFiles.load(file, provenance.image(), provenance.recipe().imageOptions());
    return new ImageSet(provenance.image(), provenance.info().classes(), new byte[1], pixels);
  }

  /** The network with its parameters. */
  public Model model() {
    return model;
  }

  /**
   * Creates a probe of a part or a variant of the network, with its parameters.
   *
   * @param part the network to run
   * @param input the input shape of one image
   */
  public Probe probe(Network part, Shape input) {
    return Probe.of(engine, part, input, model);
  }

  /**
   * Measures the outputs of the network's ReLU layers on images: one row per layer.
   *
   * @param images the images, preprocessed as the network's input
   */
  public List<Activations.Row> activations(Loader images) {
    try (Activations activations = Activations.of(engine, model)) {
      return activations.measure(images);
    }
  }

  /** A loader of images, preprocessed as the network's input, in order and in a single view. */
  public Loader inputs(ImageSet images, int batch) {
    return new Loader(
        preprocessing.prepare(images, engine),
        preprocessing.test(ViewKind.NONE).get(0),
        batch,
        0,
        false);
  }

  /** A loader of images, cropped as for the network but not normalised, with values from 0 to 1. */
  public Loader pictures(ImageSet images, int batch) {
    return new Loader(images, preprocessing.pictures(), batch, 0, false);
  }

  /**
   * The normalisation of each channel by constants; empty if the result for a pixel also depends on
   * other pixels, as in whitening.
   */
  public Optional<ChannelNormalization> pixelNormalization() {
    return preprocessing.pixelwise();
  }

  @Override
  public void close() {
    model.close();
  }
}
