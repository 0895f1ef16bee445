package fovea.trained;

import fovea.data.ChannelNormalization;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.images.Preprocessing;
import fovea.images.RecipeImages;
import fovea.images.Views;
import fovea.images.Whitening;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Activations;
import fovea.probe.Probe;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network of a run with its best parameters, for evaluation and analysis on one thread; {@link
 * Classifier} is the one to build into a program.
 */
public final class TrainedModel implements AutoCloseable {

  private static final int BATCH = 250;

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
   * Loads a run's best checkpoint.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel of(Run run) throws IOException {
    return of(run, false, model -> Checkpoint.loadModel(run.bestOrLast(), model));
  }

  /**
   * The network of a run as it was before the first step: the same initialisation from the same
   * seed.
   *
   * @throws IOException if the run is damaged
   */
  public static TrainedModel untrained(Run run) throws IOException {
    Recipe recipe = run.recipe();
    return of(
        run, false, model -> model.initialize(Initialization.named(recipe.init()), recipe.seed()));
  }

  /**
   * A run's best checkpoint in a model that can also compute in training mode.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static TrainedModel trainable(Run run) throws IOException {
    return of(run, true, model -> Checkpoint.loadModel(run.bestOrLast(), model));
  }

  /** Gives a model its parameters. */
  private interface Filling {
    void fill(Model model) throws IOException;
  }

  private static TrainedModel of(Run run, boolean trains, Filling filling) throws IOException {
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
        trains
            ? engine.compile(network, input, BATCH, precision)
            : engine.evaluator(network, input, precision);
    try {
      filling.fill(model);
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

  /** The views of an image that the run's recipe votes on. */
  public ViewKind views() {
    return provenance.recipe().tta();
  }

  /**
   * Loss, accuracy and confusion on the test images that the run was tested on.
   *
   * @param views which variants of an image the network votes on
   */
  public Evaluation evaluate(DataCatalog catalog, ViewKind views) throws IOException {
    return evaluate(testImages(catalog), views(views));
  }

  /**
   * The test images that the run was tested on.
   *
   * @throws IOException if they cannot be had, or are others than they were
   */
  public ImageSet testImages(DataCatalog catalog) throws IOException {
    return data(catalog).test();
  }

  /** What the run was trained with. */
  public Recipe recipe() {
    return provenance.recipe();
  }

  /**
   * The images of the run, as many as it used.
   *
   * @throws IOException if they cannot be had, or are others than they were
   */
  public DataSet data(DataCatalog catalog) throws IOException {
    return RecipeImages.again(
        catalog,
        provenance.recipe(),
        provenance.info().trainImages(),
        provenance.info().testImages(),
        provenance.info().testChecksum());
  }

  /**
   * Loss, accuracy and confusion on images of the data set's shape.
   *
   * @param views what happens to each image: a pipeline for each view that the network votes on
   */
  public Evaluation evaluate(ImageSet images, List<Pipeline> views) {
    try (Views loaders = Views.of(preprocessing.prepare(images, engine), views, BATCH)) {
      return Evaluation.of(model, loaders.all());
    }
  }

  /** Images as pipelines take them: whitened, if the run's recipe says so. */
  public ImageSet prepare(ImageSet images) {
    return preprocessing.prepare(images, engine);
  }

  /**
   * What happened to training images.
   *
   * @param train the images, whose mean colour fills what an augmentation leaves empty
   */
  public Pipeline augmented(ImageSet train) throws IOException {
    return Preprocessing.fit(
            provenance.recipe(), train, () -> preprocessing.whitening().orElseThrow())
        .train();
  }

  /** What happens to a test image: a pipeline for each of some views. */
  public List<Pipeline> views(ViewKind views) {
    return preprocessing.test(views);
  }

  /**
   * An image file, scaled to the size of the data set; its label says nothing.
   *
   * @throws IOException if it is no image
   */
  public ImageSet image(Path file) throws IOException {
    byte[] pixels = ImageFiles.load(file, provenance.image());
    return new ImageSet(provenance.image(), provenance.info().classes(), new byte[1], pixels);
  }

  /** The network with its parameters. */
  public Model model() {
    return model;
  }

  /** A part of the network, or another form of it, with its parameters. */
  public Probe probe(Network part, Shape input, int batch) {
    return Probe.of(engine, part, input, batch, model);
  }

  /** What the network's rectifiers give for images, a row a rectifier. */
  public List<Activations.Row> activations(Loader images) {
    try (Activations activations = Activations.of(engine, model, BATCH)) {
      return activations.measure(images);
    }
  }

  /** Images as the network takes them, in their order and in one view. */
  public Loader inputs(ImageSet images, int batch) {
    return new Loader(
        preprocessing.prepare(images, engine),
        preprocessing.test(ViewKind.NONE).get(0),
        batch,
        0,
        false);
  }

  /** What the network sees of images, with values from 0 to 1. */
  public Loader pictures(ImageSet images, int batch) {
    return new Loader(images, preprocessing.pictures(), batch, 0, false);
  }

  /**
   * What each pixel undergoes before the network; empty where that depends on other pixels, as in
   * whitening.
   */
  public Optional<ChannelNormalization> pixelNormalization() {
    return preprocessing.pixelwise();
  }

  @Override
  public void close() {
    model.close();
  }
}
