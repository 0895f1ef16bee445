package fovea.images;

import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;

import fovea.data.ChannelNormalization;
import fovea.data.ImageSet;
import fovea.data.Normalization;
import fovea.engine.Engine;
import fovea.engine.Inference;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.train.Safetensors;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A linear map after which the numbers of an image no longer depend on each other linearly: {@code
 * W (x - mean)} with x from 0 to 1. From the covariance C = U diag(l) U^T of training images, PCA
 * whitening is {@code W = diag(1 / sqrt(l + epsilon)) U^T}, and ZCA whitening turns that back,
 * {@code W = U diag(1 / sqrt(l + epsilon)) U^T}, so that images still look like images (Krizhevsky
 * 2009, appendix A).
 *
 * <p>Whole sets are whitened once, by the engine, and kept as bytes again, in steps of 6 / 127.5 of
 * a channel's standard deviation around 128: what augments images then does so as ever, and there
 * is no copy of the data in floats.
 */
public final class Whitening {

  private static final Logger LOG = LoggerFactory.getLogger(Whitening.class);

  /** Standard deviations from the middle to the last byte. */
  private static final float REACH = 6;

  private static final int MIDDLE = 128;
  private static final float STEPS = 127.5f;
  private static final int BATCH = 250;

  /** Beyond this a matrix would take over 256 MiB, and its fit hours. */
  public static final int MOST_ELEMENTS = 8192;

  private final Shape shape;
  private final float[] mean;
  private final float[] matrix;
  private final float[] deviation;

  private Whitening(Shape shape, float[] mean, float[] matrix, float[] deviation) {
    this.shape = shape;
    this.mean = mean;
    this.matrix = matrix;
    this.deviation = deviation;
  }

  /** What turns whitened bytes into floats of deviation 1. */
  public static ChannelNormalization normalization(int channels) {
    return new ChannelNormalization(
        Collections.nCopies(channels, MIDDLE / 255f),
        Collections.nCopies(channels, STEPS / REACH / 255f));
  }

  /**
   * The whitening that a recipe asks for, fitted to the first of the training images; or the same
   * from the cache, where it was fitted before.
   *
   * @throws RecipeException if the images are too large to be whitened
   */
  public static Whitening fit(Recipe recipe, ImageSet train, Engine engine, Path cache)
      throws IOException {
    ImageSet sample = train.limit(recipe.whiteningSample());
    requireSize(recipe, sample.shape());
    int elements = sample.shape().elements();
    Path file = file(recipe, sample, cache);
    if (Files.exists(file)) {
      try {
        return load(file);
      } catch (IOException e) {
        LOG.warn("{}: fitting it again", e.getMessage());
      }
    }
    LOG.info(
        "fitting {} whitening to {} images of {} numbers{}",
        recipe.normalize().label(),
        sample.size(),
        elements,
        elements > 1000 ? ": this takes a minute or two, once" : "");
    Whitening fitted = fit(sample, recipe.normalize(), recipe.whiteningEpsilon(), engine);
    fitted.save(file);
    return fitted;
  }

  /**
   * Refuses images that are too large.
   *
   * @throws RecipeException if they are
   */
  public static void requireSize(Recipe recipe, Shape shape) {
    if (shape.elements() > MOST_ELEMENTS) {
      throw new RecipeException(
          "normalize is %s: images of %s have %d numbers, and whitening takes at most %d"
              .formatted(recipe.normalize().label(), shape, shape.elements(), MOST_ELEMENTS));
    }
  }

  private static Path file(Recipe recipe, ImageSet sample, Path cache) {
    return cache
        .resolve("whitening")
        .resolve(
            "%s-%s-%s.safetensors"
                .formatted(
                    sample.checksum(), recipe.normalize().label(), recipe.whiteningEpsilon()));
  }

  /** Fits a whitening to all images of a set. */
  public static Whitening fit(
      ImageSet sample, NormalizationKind kind, double epsilon, Engine engine) {
    Covariance covariance = Covariance.of(sample);
    float[] ones = new float[sample.shape().channels()];
    Arrays.fill(ones, 1);
    Whitening unscaled =
        new Whitening(
            sample.shape(),
            covariance.mean(),
            covariance.inverseRoot(epsilon, kind == NormalizationKind.ZCA),
            ones);
    return new Whitening(
        sample.shape(), unscaled.mean, unscaled.matrix, unscaled.deviations(sample, engine));
  }

  /** The root of the mean square of each channel's whitened numbers. */
  private float[] deviations(ImageSet images, Engine engine) {
    int area = shape.area();
    double[] squares = new double[shape.channels()];
    whiten(
        images,
        engine,
        (image, whitened, offset) -> {
          for (int i = 0; i < shape.elements(); i++) {
            double value = whitened.get(offset + i);
            squares[i / area] += value * value;
          }
        });
    float[] deviations = new float[squares.length];
    for (int channel = 0; channel < deviations.length; channel++) {
      double variance = squares[channel] / images.size() / area;
      deviations[channel] = (float) Math.max(Math.sqrt(variance), 1e-12);
    }
    return deviations;
  }

  /**
   * Whitened images, as bytes.
   *
   * @throws IllegalArgumentException if they have another shape than those it was fitted to
   */
  public ImageSet apply(ImageSet images, Engine engine) {
    if (!images.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the whitening is of images of %s, not %s".formatted(shape, images.shape()));
    }
    byte[] labels = new byte[images.size()];
    byte[] pixels = new byte[images.size() * shape.elements()];
    whiten(
        images,
        engine,
        (image, whitened, offset) -> {
          labels[image] = (byte) images.label(image);
          quantize(whitened, offset, pixels, image * shape.elements());
        });
    return new ImageSet(shape, images.classes(), labels, pixels);
  }

  /** Writes an image's whitened numbers as bytes, each channel in steps of its own size. */
  void quantize(FloatBuffer whitened, int offset, byte[] pixels, int start) {
    for (int i = 0; i < shape.elements(); i++) {
      float steps = whitened.get(offset + i) / deviation[i / shape.area()] * (STEPS / REACH);
      int value = Math.max(0, Math.min(255, Math.round(MIDDLE + steps)));
      pixels[start + i] = (byte) value;
    }
  }

  /** What turns an image's bytes into the numbers that are whitened. */
  Normalization.Converter plain() {
    return Normalization.none(shape.channels()).converter(shape);
  }

  private Network network() {
    return Network.of("whitening", flatten(), linear(shape.elements()));
  }

  /** The map alone, to be used on any thread. */
  Inference inference(Engine engine) {
    Map<String, float[]> values = Map.of("fc1.weight", matrix, "fc1.bias", bias());
    return engine.inference(network(), shape, Precision.F32, ParameterSource.of(values));
  }

  /** Takes a whitened image. */
  private interface Taker {
    void take(int image, FloatBuffer whitened, int offset);
  }

  /** Whitens all images in the engine: a matrix product is a linear layer. */
  private void whiten(ImageSet images, Engine engine, Taker taker) {
    int elements = shape.elements();
    int most = Math.min(BATCH, images.size());
    byte[] bytes = new byte[elements];
    Normalization.Converter converter = plain();
    try (Model model = engine.evaluator(network(), shape, Precision.F32)) {
      model.variables().get(0).write(matrix, model.variables().get(0).values());
      model.variables().get(1).write(bias(), model.variables().get(1).values());
      for (int first = 0; first < images.size(); first += most) {
        int count = Math.min(most, images.size() - first);
        Program program = model.evaluation(count);
        for (int i = 0; i < count; i++) {
          images.copy(first + i, bytes);
          converter.convert(bytes, program.input(), i * elements);
        }
        program.forward(0);
        for (int i = 0; i < count; i++) {
          taker.take(first + i, program.output(), i * elements);
        }
      }
    }
  }

  /** The map's constant, {@code -W mean}. */
  private float[] bias() {
    float[] bias = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (int j = 0; j < mean.length; j++) {
        sum -= (double) matrix[i * mean.length + j] * mean[j];
      }
      bias[i] = (float) sum;
    }
    return bias;
  }

  /** The map's matrix, row-major. */
  public float[] matrix() {
    return matrix.clone();
  }

  /** Writes it, whole or not at all. */
  public void save(Path file) throws IOException {
    int elements = shape.elements();
    Safetensors.write(
        file,
        Map.of(
            "fovea.channels", Integer.toString(shape.channels()),
            "fovea.height", Integer.toString(shape.height()),
            "fovea.width", Integer.toString(shape.width())),
        List.of(
            new Safetensors.Entry("mean", List.of(elements), () -> mean),
            new Safetensors.Entry("matrix", List.of(elements, elements), () -> matrix),
            new Safetensors.Entry("deviation", List.of(shape.channels()), () -> deviation)));
  }

  /**
   * Reads what was saved.
   *
   * @throws IOException if it is not there, damaged, or no whitening
   */
  public static Whitening load(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no %s: without it the run's images cannot be whitened".formatted(file));
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      List<Integer> sides = new ArrayList<>();
      for (String key : List.of("fovea.channels", "fovea.height", "fovea.width")) {
        sides.add(Integer.parseInt(reader.metadata().getOrDefault(key, "")));
      }
      Shape shape = Shape.image(sides.get(0), sides.get(1), sides.get(2));
      int elements = shape.elements();
      return new Whitening(
          shape,
          reader.read("mean", List.of(elements)),
          reader.read("matrix", List.of(elements, elements)),
          reader.read("deviation", List.of(shape.channels())));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no whitening: " + e.getMessage(), e);
    }
  }
}
