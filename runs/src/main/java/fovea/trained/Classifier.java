package fovea.trained;

import fovea.data.ChannelNormalization;
import fovea.data.ImageFiles;
import fovea.data.ImageOptions;
import fovea.data.ImageSet;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Inference;
import fovea.engine.Precision;
import fovea.images.Preprocessing;
import fovea.images.Whitener;
import fovea.images.Whitening;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.Checkpoint;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Classifies images with a trained network. It is for inference only, immutable and thread-safe: as
 * many calls run concurrently as the machine can compute at the same time, and others wait. Images
 * of any size are brought to the size of the data set's images in the way that those were, and
 * preprocessed like test images in training, with cropping, normalisation and, if the recipe has
 * it, test-time augmentation. An opaque RGB image that has this size is not scaled or drawn again.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("runs/baseline-1"))) {
 *   Prediction prediction = classifier.classify(Path.of("cat.jpg"));
 *   System.out.println(prediction.label() + " " + prediction.probability());
 * }
 * }</pre>
 */
public final class Classifier implements AutoCloseable {

  private final Provenance provenance;
  private final Inference network;
  private final Optional<Whitener> whitener;
  private final Votes votes;

  private Classifier(
      Provenance provenance, Inference network, Optional<Whitener> whitener, Votes votes) {
    this.provenance = provenance;
    this.network = network;
    this.whitener = whitener;
    this.votes = votes;
  }

  /**
   * Loads the best checkpoint of a run, or a single checkpoint file. A file written by Fovea
   * contains everything that is needed, except for the matrix that whitens images, which must be in
   * the same folder.
   *
   * @param runOrCheckpoint a run's folder, or a {@code .safetensors} file
   * @throws IOException if it is neither, or is damaged
   */
  public static Classifier load(Path runOrCheckpoint) throws IOException {
    if (Files.isDirectory(runOrCheckpoint)) {
      return load(Run.open(runOrCheckpoint), SavedCheckpoint.Choice.BEST);
    }
    if (!Files.exists(runOrCheckpoint)) {
      throw new IOException(
          "there is no %s: give the folder of a run, or a .safetensors file of one"
              .formatted(runOrCheckpoint));
    }
    return load(Provenance.of(runOrCheckpoint), runOrCheckpoint, Checkpoint.Weights.PLAIN);
  }

  /**
   * Loads a checkpoint of a run.
   *
   * @throws IOException if the run or its checkpoint is damaged
   */
  public static Classifier load(Run run, SavedCheckpoint.Choice choice) throws IOException {
    SavedCheckpoint saved = run.checkpoint(choice);
    return load(Provenance.of(run), saved.file(), saved.weights());
  }

  private static Classifier load(Provenance provenance, Path checkpoint, Checkpoint.Weights weights)
      throws IOException {
    Recipe recipe = provenance.recipe();
    Engine engine = Engines.named(recipe.engine());
    Optional<Whitening> whitening =
        recipe.normalize().whitens()
            ? Optional.of(Whitening.load(checkpoint.resolveSibling(Run.WHITENING)))
            : Optional.empty();
    Preprocessing preprocessing =
        Preprocessing.fitted(
            recipe,
            provenance.image(),
            new ChannelNormalization(provenance.info().mean(), provenance.info().deviation()),
            whitening);
    Shape input = preprocessing.input();
    Precision precision =
        Engines.precision(recipe.precision(), engine, provenance.network(), input);
    Inference network =
        engine.inference(
            provenance.network(),
            input,
            precision,
            Checkpoint.parameters(checkpoint, provenance.network(), input, weights));
    try {
      return new Classifier(
          provenance,
          network,
          whitening.map(each -> new Whitener(each, engine)),
          new Votes(preprocessing.test(), provenance.image()));
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The names of the classes. */
  public List<String> classes() {
    return provenance.info().classes();
  }

  /** The origin of the network: recipe, machine, data, and the network itself. */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * Classifies an image file.
   *
   * @throws IOException if the file is not a readable image; the message names it
   */
  public Prediction classify(Path file) throws IOException {
    return single(decode(file));
  }

  /**
   * Classifies the image in a stream.
   *
   * @param file the content of an image file, which is read to its end; not closed
   * @throws IOException if the stream cannot be read or is not an image
   */
  public Prediction classify(InputStream file) throws IOException {
    return single(decode(file));
  }

  /**
   * Classifies an image file in memory.
   *
   * @param file the content of an image file
   * @throws IOException if it is not a readable image
   */
  public Prediction classify(byte[] file) throws IOException {
    return single(decode(file));
  }

  /** Classifies a decoded image. */
  public Prediction classify(BufferedImage image) {
    return single(ImageFiles.scale(image, provenance.image(), options().resize()));
  }

  /**
   * Classifies several images at once, which is faster than one by one.
   *
   * @param images the images: each a {@link Path}, an {@link InputStream}, a {@code byte[]} with
   *     the content of an image file, a {@link BufferedImage}, or a {@link DecodedImage}
   * @return one prediction per image, in the same order
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if one has another type
   */
  public List<Prediction> classify(List<?> images) throws IOException {
    List<byte[]> pixels = new ArrayList<>();
    for (Object image : images) {
      pixels.add(decode(image));
    }
    return predictions(pixels.size(), (i, target) -> copy(pixels.get(i), target));
  }

  /**
   * Classifies the images of a set.
   *
   * @param images images of the data set's shape; their labels are ignored
   * @return one prediction per image, in the same order
   * @throws IllegalArgumentException if they have another shape
   */
  public List<Prediction> classify(ImageSet images) {
    if (!images.shape().equals(provenance.image())) {
      throw new IllegalArgumentException(
          "images of %s: the network was trained on images of %s"
              .formatted(images.shape(), provenance.image()));
    }
    return predictions(images.size(), images::copy);
  }

  /**
   * Decodes an image file and brings it to the size of the data set's images, for {@link
   * #classify(List)}.
   *
   * @param name its name in messages
   * @param file the content of an image file
   * @throws IOException if it is not a readable image
   */
  public DecodedImage decode(String name, byte[] file) throws IOException {
    return new DecodedImage(ImageFiles.load(name, file, provenance.image(), options()));
  }

  private byte[] decode(Object image) throws IOException {
    if (image instanceof DecodedImage decoded) {
      return decoded.pixels();
    }
    if (image instanceof Path path) {
      return ImageFiles.load(path, provenance.image(), options());
    }
    if (image instanceof InputStream stream) {
      return ImageFiles.load("the stream", stream.readAllBytes(), provenance.image(), options());
    }
    if (image instanceof byte[] bytes) {
      return ImageFiles.load("the array", bytes, provenance.image(), options());
    }
    if (image instanceof BufferedImage picture) {
      return ImageFiles.scale(picture, provenance.image(), options().resize());
    }
    throw new IllegalArgumentException(
        "an image is a %s: it must be a Path, an InputStream, a byte[], a BufferedImage or a DecodedImage"
            .formatted(image.getClass().getName()));
  }

  private ImageOptions options() {
    return provenance.recipe().imageOptions();
  }

  private static void copy(byte[] from, byte[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  private Prediction single(byte[] pixels) {
    return predictions(1, (i, target) -> copy(pixels, target)).get(0);
  }

  private List<Prediction> predictions(int count, Votes.Source images) {
    Votes.Source source =
        whitener
            .map(
                each ->
                    (Votes.Source)
                        (i, target) -> {
                          images.copy(i, target);
                          each.apply(target);
                        })
            .orElse(images);
    return votes.predictions(network, classes(), count, source);
  }

  /**
   * Waits for running calls, then frees all memory; later calls throw {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    network.close();
    whitener.ifPresent(Whitener::close);
  }
}
