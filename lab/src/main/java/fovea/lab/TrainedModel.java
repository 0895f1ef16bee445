package fovea.lab;

import fovea.data.ChannelNormalization;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Variable;
import fovea.lab.figure.Pictures;
import fovea.lab.probe.Activations;
import fovea.lab.probe.Probe;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.train.Checkpoint;
import fovea.train.Evaluation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    return of(run, model -> Checkpoint.loadModel(run.bestOrLast(), model));
  }

  /**
   * The network of a run as it was in front of the first step: the same initialisation from the
   * same seed.
   *
   * @throws IOException if the run is damaged
   */
  public static TrainedModel untrained(Run run) throws IOException {
    Recipe recipe = run.recipe();
    return of(run, model -> Session.initialize(model, recipe));
  }

  /** Gives a model its parameters. */
  private interface Filling {
    void fill(Model model) throws IOException;
  }

  private static TrainedModel of(Run run, Filling filling) throws IOException {
    RunInfo info = run.info();
    Recipe recipe = info.settled(run.recipe());
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing = Preprocessing.of(run);
    Network network = Training.network(recipe, info.classes().size());
    Shape input = preprocessing.input();
    Model model =
        engine.evaluator(
            network, input, Engines.precision(recipe.precision(), engine, network, input));
    try {
      filling.fill(model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
    return new TrainedModel(recipe, info, preprocessing, engine, model);
  }

  /** The shape of the data set's images; the network may see a part of them only. */
  public Shape imageShape() {
    return shape(info);
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
    return evaluate(preprocessing.prepare(testImages(catalog), engine), views);
  }

  /**
   * The test images that the run was tested on.
   *
   * @throws IOException if they cannot be had, or are others than they were
   */
  public ImageSet testImages(DataCatalog catalog) throws IOException {
    return data(catalog).test();
  }

  /**
   * Loss and accuracy in training mode and in evaluation mode, of the images that the run was
   * trained and tested on.
   */
  public Modes modes(DataCatalog catalog) throws IOException {
    DataSet data = data(catalog);
    Preprocessing training = // which also knows the colour of what has none
        Preprocessing.fit(recipe, data.train(), () -> preprocessing.whitening().orElseThrow());
    try (Model trained = engine.compile(model.network(), model.input(), BATCH, model.precision())) {
      for (int i = 0; i < model.variables().size(); i++) {
        Variable from = model.variables().get(i);
        Variable to = trained.variables().get(i);
        to.write(from.read(from.values()), to.values());
      }
      return Modes.of(trained, training.prepare(data, engine), training, recipe);
    }
  }

  /** What the network makes of the test images, and of their mirror images. */
  public Symmetry symmetry(DataCatalog catalog) throws IOException {
    ImageSet test = preprocessing.prepare(testImages(catalog), engine);
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

  /**
   * The images of the run, as many as it used.
   *
   * @throws IOException if they cannot be had, or are others than they were
   */
  private DataSet data(DataCatalog catalog) throws IOException {
    DataSet all = Training.heldOut(Preprocessing.load(catalog, recipe), recipe.holdout());
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
    ImageSet single = image(file);
    try (Views loaders = Views.of(preprocessing.prepare(single, engine), preprocessing.test(), 1)) {
      return Evaluation.probabilities(model, loaders.all());
    }
  }

  /**
   * An image file, scaled to the size of the data set; its label says nothing.
   *
   * @throws IOException if it is no image
   */
  public ImageSet image(Path file) throws IOException {
    byte[] pixels = ImageFiles.load(file, shape(info));
    return new ImageSet(shape(info), info.classes(), new byte[1], pixels);
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
        preprocessing.prepare(images, engine), preprocessing.test("none").get(0), batch, 0, false);
  }

  /** What the network sees of images, with values from 0 to 1. */
  public Loader pictures(ImageSet images, int batch) {
    return new Loader(images, preprocessing.pictures(), batch, 0, false);
  }

  /** What the network sees of a set's first image, in colours. */
  public BufferedImage picture(ImageSet images) {
    try (Loader loader = pictures(images.limit(1), 1)) {
      loader.start(0, 0);
      loader.advance();
      float[] values = new float[loader.shape().elements()];
      loader.images().get(0, values);
      return Pictures.of(values, 0, loader.shape(), 0, 1);
    }
  }

  /**
   * What each pixel undergoes in front of the network; empty where that depends on other pixels, as
   * in whitening.
   */
  public Optional<ChannelNormalization> pixelNormalization() {
    return preprocessing.pixelwise();
  }

  @Override
  public void close() {
    model.close();
  }
}
