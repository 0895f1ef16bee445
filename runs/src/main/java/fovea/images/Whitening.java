package fovea.images;

import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;

import fovea.data.ChannelNormalization;
import fovea.data.ImageSet;
import fovea.data.Normalization;
import fovea.engine.AffineMap;
import fovea.engine.Engine;
import fovea.engine.Inference;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
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
 * A whitening transform of images: a linear map {@code W (x - mean)}, with x from 0 to 1, that
 * decorrelates the values of an image. From the covariance C = U diag(l) U^T of training images,
 * PCA whitening is {@code W = diag(1 / sqrt(l + epsilon)) U^T}. ZCA whitening rotates the result
 * back, {@code W = U diag(1 / sqrt(l + epsilon)) U^T}, so that images still look like images
 * (Krizhevsky 2009, appendix A).
 *
 * <p>Whole sets of images are whitened once, by the engine, and stored as bytes again, in steps of
 * 6 / 127.5 of a channel's standard deviation around 128. Augmentation therefore works as on any
 * other images, and there is no copy of the data in floats.
 */
public final class Whitening {

  private static final Logger LOG = LoggerFactory.getLogger(Whitening.class);

  /** The range of a byte on either side of the middle, in standard deviations. */
  private static final float REACH = 6;

  private static final int MIDDLE = 128;
  private static final float STEPS = 127.5f;
  private static final int BATCH = 250;

  /**
   * The maximum number of values of an image. A larger matrix would take over 256 MiB, and hours to
   * fit.
   */
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

  /** The normalisation that converts whitened bytes to floats with standard deviation 1. */
  public static ChannelNormalization normalization(int channels) {
    return new ChannelNormalization(
        Collections.nCopies(channels, MIDDLE / 255f),
        Collections.nCopies(channels, STEPS / REACH / 255f));
  }

  /**
   * Fits the whitening of a recipe to training images spread over the classes, or loads it from the
   * cache.
   *
   * @param cache the cache directory
   * @throws RecipeException if the images are too large to be whitened
   * @throws IOException if the cache cannot be written
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
   * Checks that images are small enough to be whitened.
   *
   * @throws RecipeException if they are too large
   */
  public static void requireSize(Recipe recipe, Shape shape) {
    if (shape.elements() > MOST_ELEMENTS) {
      throw new RecipeException(
          "normalize is %s: images of %s have %s numbers, and whitening takes at most %s"
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

  /**
   * Fits a whitening to all images of a set.
   *
   * @param kind ZCA or PCA
   * @param epsilon the number added to each variance
   * @throws IllegalArgumentException if the images are too similar for a whitening to be computed
   */
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

  /** The root mean square of the whitened values of each channel. */
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
   * Whitens all images of a set and converts them to bytes.
   *
   * @throws IllegalArgumentException if their shape is not the one that the whitening was fitted to
   */
  public ImageSet apply(ImageSet images, Engine engine) {
    if (!images.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the whitening is of images of %s, not %s".formatted(shape, images.shape()));
    }
    int[] labels = new int[images.size()];
    byte[] pixels = new byte[Math.multiplyExact(images.size(), shape.elements())];
    whiten(
        images,
        engine,
        (image, whitened, offset) -> {
          labels[image] = images.label(image);
          quantize(whitened, offset, pixels, image * shape.elements());
        });
    return ImageSet.of(shape, images.classes(), labels, pixels);
  }

  /**
   * Converts the whitened values of an image to bytes, in steps proportional to the standard
   * deviation of each channel; values outside the range are clipped.
   */
  void quantize(FloatBuffer whitened, int offset, byte[] pixels, int start) {
    for (int i = 0; i < shape.elements(); i++) {
      float steps = whitened.get(offset + i) / deviation[i / shape.area()] * (STEPS / REACH);
      int value = Math.max(0, Math.min(255, Math.round(MIDDLE + steps)));
      pixels[start + i] = (byte) value;
    }
  }

  /** Creates a converter of bytes to values from 0 to 1, the input of the linear map. */
  Normalization.Converter unitConverter() {
    return Normalization.none(shape.channels()).converter(shape);
  }

  private Network network() {
    return Network.of("whitening", flatten(), linear(shape.elements()));
  }

  /** Prepares the linear map for thread-safe inference. */
  Inference inference(Engine engine) {
    Map<String, float[]> values = Map.of("fc1.weight", matrix, "fc1.bias", bias());
    return engine.inference(network(), shape, Precision.F32, ParameterSource.of(values));
  }

  /** Receives whitened images. */
  private interface Sink {
    void accept(int image, FloatBuffer whitened, int offset);
  }

  /** Whitens all images in batches with the engine, as a linear layer. */
  private void whiten(ImageSet images, Engine engine, Sink sink) {
    int elements = shape.elements();
    int batch = Math.min(BATCH, images.size());
    byte[] bytes = new byte[elements];
    Normalization.Converter converter = unitConverter();
    try (AffineMap map = new AffineMap(engine, matrix, bias(), batch)) {
      for (int first = 0; first < images.size(); first += batch) {
        int count = Math.min(batch, images.size() - first);
        for (int i = 0; i < count; i++) {
          images.copy(first + i, bytes);
          converter.convert(bytes, map.input(), i * elements);
        }
        map.run();
        for (int i = 0; i < count; i++) {
          sink.accept(first + i, map.output(), i * elements);
        }
      }
    }
  }

  /** The bias of the linear map, {@code -W mean}. */
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

  /** The matrix W of the linear map, row-major. */
  public float[] matrix() {
    return matrix.clone();
  }

  /** Saves the whitening as a safetensors file, atomically. */
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
   * Loads a saved whitening.
   *
   * @throws IOException if the file is missing, damaged, or not a whitening
   */
  public static Whitening load(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no %s: without it the run's images cannot be whitened".formatted(file));
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      List<Integer> dims = new ArrayList<>();
      for (String key : List.of("fovea.channels", "fovea.height", "fovea.width")) {
        dims.add(Integer.parseInt(reader.metadata().getOrDefault(key, "")));
      }
      Shape shape = Shape.image(dims.get(0), dims.get(1), dims.get(2));
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
