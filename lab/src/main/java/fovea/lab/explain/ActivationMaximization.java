package fovea.lab.explain;

import fovea.lab.figure.Pictures;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Synthesises images that maximise the activation of units: starting from faint noise, gradient
 * ascent on a unit's mean output with respect to the image (Erhan et al. 2009, section 3),
 * regularised by decay and blur (Yosinski et al. 2015, section 3).
 */
final class ActivationMaximization {

  private static final int STEPS = 80;
  private static final float RATE = 0.25f;
  private static final float DECAY = 0.985f;
  private static final int BLUR_EVERY = 4;
  private static final double NOISE = 0.1;
  private static final long KEY = 7;

  /** Standard deviations from the mean that are shown as black and as white. */
  private static final double DISPLAY_RANGE = 2.5;

  private ActivationMaximization() {}

  /**
   * Synthesises an image for each of a layer's first units.
   *
   * @param layer the layer's name
   * @param units number of units
   * @return the images as network inputs, units x C x H x W
   */
  static float[] of(TrainedModel model, String layer, int units) {
    Network part = model.model().network().upTo(layer);
    Shape shape = model.model().input();
    float[] images = new float[units * shape.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) (NOISE * CounterBasedRandom.normal(KEY, i));
    }
    try (Probe probe = model.probe(part, shape)) {
      Shape output = probe.output();
      float[] weights = new float[units * output.elements()];
      for (int unit = 0; unit < units; unit++) {
        int map = unit * output.elements() + unit * output.area();
        Arrays.fill(weights, map, map + output.area(), 1f / output.area());
      }
      for (int step = 1; step <= STEPS; step++) {
        float[] gradient = probe.gradient(FloatBuffer.wrap(images), weights, units);
        for (int unit = 0; unit < units; unit++) {
          ascend(images, gradient, unit * shape.elements(), shape.elements());
        }
        if (step % BLUR_EVERY == 0 && step < STEPS) {
          blur(images, shape);
        }
      }
    }
    return images;
  }

  /** One step along the gradient, normalised to unit root mean square, with decay. */
  private static void ascend(float[] images, float[] gradient, int start, int count) {
    double squares = 0;
    for (int i = start; i < start + count; i++) {
      squares += (double) gradient[i] * gradient[i];
    }
    double scale = squares == 0 ? 0 : RATE / Math.sqrt(squares / count);
    for (int i = start; i < start + count; i++) {
      images[i] = DECAY * images[i] + (float) scale * gradient[i];
    }
  }

  /** Blurs images with the binomial kernel (1 2 1) / 4, along rows, then along columns. */
  private static void blur(float[] images, Shape shape) {
    int width = shape.width();
    for (int start = 0; start < images.length; start += shape.area()) {
      for (int row = 0; row < shape.height(); row++) {
        blur(images, start + row * width, 1, width);
      }
      for (int column = 0; column < width; column++) {
        blur(images, start + column, width, shape.height());
      }
    }
  }

  private static void blur(float[] values, int start, int step, int count) {
    float before = values[start];
    for (int i = 0; i < count; i++) {
      int at = start + i * step;
      float here = values[at];
      float next = i + 1 < count ? values[at + step] : here;
      values[at] = (before + 2 * here + next) / 4;
      before = here;
    }
  }

  /** Converts images to pictures, stretching their contrast. */
  static List<BufferedImage> pictures(float[] images, Shape shape) {
    List<BufferedImage> pictures = new ArrayList<>();
    for (int start = 0; start < images.length; start += shape.elements()) {
      double sum = 0;
      double squares = 0;
      for (int i = start; i < start + shape.elements(); i++) {
        sum += images[i];
        squares += (double) images[i] * images[i];
      }
      double mean = sum / shape.elements();
      double reach =
          DISPLAY_RANGE * Math.sqrt(Math.max(0, squares / shape.elements() - mean * mean));
      pictures.add(Pictures.of(images, start, shape, mean - reach, mean + reach));
    }
    return pictures;
  }
}
