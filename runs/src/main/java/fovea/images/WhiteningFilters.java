package fovea.images;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.nn.Conv2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter.Start;
import fovea.nn.Shape;
import fovea.recipe.ViewKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fits the filters of a whitening convolution to training images (Jordan 2024, section 3.2). With
 * the covariance U diag(l) U^T of the images' patches, the filters are the rows of {@code diag(1 /
 * sqrt(l + epsilon)) U^T}, those with the largest variances first, followed by their negatives. The
 * bias, if there is one, starts such that the mean patch gives 0. So each filter of a pair gives
 * what the other one gives with the opposite sign, the outputs of different pairs are not
 * correlated, and all but those of the smallest variances have variance 1.
 */
public final class WhiteningFilters {

  /** Added to the variances, those of normalised images; Jordan's choice. */
  private static final double EPSILON = 5e-4;

  private static final int MAX_IMAGES = 5000;

  /** Most values of all images that are used: 64 MiB. */
  private static final int MAX_VALUES = 1 << 24;

  private static final int MAX_PATCHES = 1_000_000;
  private static final int BATCH = 250;

  private WhiteningFilters() {}

  /**
   * The values of the first layer's parameters, row-major, by their names; none if it is no
   * whitening convolution.
   *
   * @param train the training images, of which at most 5,000, spread over the classes, are used
   * @param preprocessing their preprocessing, which is done without augmentation
   * @param engine the engine that whitens whole images, if they are to be
   * @throws IllegalArgumentException if the images are too similar for a whitening to be computed
   */
  public static Map<String, float[]> fit(
      Network network, ImageSet train, Preprocessing preprocessing, Engine engine) {
    Named first = network.layers().get(0);
    Optional<Conv2d> layer =
        first.layer() instanceof Conv2d conv && conv.start() == Start.WHITENING
            ? Optional.of(conv)
            : Optional.empty();
    return layer
        .map(conv -> fit(first.name(), conv, train, preprocessing, engine))
        .orElse(Map.of());
  }

  private static Map<String, float[]> fit(
      String name, Conv2d conv, ImageSet train, Preprocessing preprocessing, Engine engine) {
    Pipeline plain = preprocessing.test(ViewKind.NONE).get(0);
    Shape shape = plain.output(train.shape());
    int images = Math.max(1, Math.min(MAX_IMAGES, MAX_VALUES / shape.elements()));
    Patches patches =
        new Patches(
            conv, shape, values(preprocessing.prepare(train.limit(images), engine), plain, shape));
    int size = patches.size();
    Covariance covariance = Covariance.of(patches.count(), size, patches::copy);
    float[] components = covariance.inverseRoot(EPSILON, false);
    float[] mean = covariance.mean();
    float[] weight = new float[conv.filters() * size];
    float[] bias = new float[conv.filters()];
    int half = conv.filters() / 2;
    for (int filter = 0; filter < half; filter++) {
      double middle = 0;
      for (int i = 0; i < size; i++) {
        float component = components[filter * size + i];
        weight[filter * size + i] = component;
        weight[(half + filter) * size + i] = -component;
        middle += (double) component * mean[i];
      }
      bias[filter] = (float) -middle;
      bias[half + filter] = (float) middle;
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put(name + ".weight", weight);
    if (conv.bias()) {
      values.put(name + ".bias", bias);
    }
    return values;
  }

  /** The preprocessed images, N x C x H x W. */
  private static float[] values(ImageSet images, Pipeline plain, Shape shape) {
    float[] values = new float[Math.multiplyExact(images.size(), shape.elements())];
    int done = 0;
    try (Loader loader = new Loader(images, plain, BATCH, 0, false)) {
      loader.start(0, 0);
      while (loader.advance()) {
        int count = loader.size() * shape.elements();
        loader.images().get(0, values, done, count);
        done += count;
      }
    }
    return values;
  }

  /** Patches of images at evenly spread positions, each as a vector C x kernel. */
  private static final class Patches {
    private final Conv2d conv;
    private final Shape shape;
    private final float[] values;
    private final int rows;
    private final int columns;
    private final int step;
    private final int count;

    Patches(Conv2d conv, Shape shape, float[] values) {
      this.conv = conv;
      this.shape = shape;
      this.values = values;
      rows = positions(shape.height(), conv.kernel().height(), conv.dilation().height());
      columns = positions(shape.width(), conv.kernel().width(), conv.dilation().width());
      int all = values.length / shape.elements() * rows * columns;
      step = (all + MAX_PATCHES - 1) / MAX_PATCHES;
      count = (all + step - 1) / step;
    }

    /** The positions of a window that lies in the image; one that is larger lies at its start. */
    private static int positions(int length, int kernel, int dilation) {
      return Math.max(1, length - (kernel - 1) * dilation);
    }

    int count() {
      return count;
    }

    /** The number of values of a patch. */
    int size() {
      return shape.channels() * conv.kernel().area();
    }

    void copy(int patch, double[] destination) {
      int index = patch * step;
      int image = index / (rows * columns);
      int row = index / columns % rows;
      int column = index % columns;
      int next = 0;
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int k = 0; k < conv.kernel().height(); k++) {
          for (int l = 0; l < conv.kernel().width(); l++) {
            destination[next++] =
                value(
                    image,
                    channel,
                    row + k * conv.dilation().height(),
                    column + l * conv.dilation().width());
          }
        }
      }
    }

    /** A value of an image; 0 outside of it, as in padding. */
    private double value(int image, int channel, int row, int column) {
      if (row >= shape.height() || column >= shape.width()) {
        return 0;
      }
      return values[
          ((image * shape.channels() + channel) * shape.height() + row) * shape.width() + column];
    }
  }
}
