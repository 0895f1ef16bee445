package fovea.lab.understand;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.util.Arrays;
import java.util.List;

/**
 * The effective receptive field of a layer (Luo, Li, Urtasun and Zemel, "Understanding the
 * effective receptive field in deep convolutional neural networks", 2016): the magnitude of the
 * gradient of the layer's central outputs with respect to each pixel of the image.
 *
 * @param layer the layer's name
 * @param height height of the image
 * @param width width of the image
 * @param gradient for each pixel, in row-major order, the root mean square over the images of the
 *     gradient's L2 norm over the channels of outputs and image
 */
public record EffectiveReceptiveField(String layer, int height, int width, List<Double> gradient) {

  private static final int BATCH = 32;

  /**
   * Pixels belong to the field if their gradient is at least this fraction of the largest: two
   * standard deviations, as in the paper.
   */
  private static final double THRESHOLD = 1 - 0.9545;

  public EffectiveReceptiveField {
    gradient = List.copyOf(gradient);
  }

  /**
   * Measures the field of a layer. The gradients of all channels are estimated in a single pass:
   * the squared gradient of a sum of the channels with random signs has the sum of their squared
   * gradients as expectation (Hutchinson 1990).
   *
   * @param layer the name of a layer; within a block {@code block.layer}
   * @param images the images to average over
   * @throws IllegalArgumentException if there is no such layer
   */
  public static EffectiveReceptiveField measure(TrainedModel model, String layer, ImageSet images) {
    Network part = model.model().network().upTo(layer);
    Shape input = model.model().input();
    int batch = Math.min(BATCH, images.size());
    double[] squares = new double[input.area()];
    try (Probe probe = model.probe(part, input);
        Loader loader = model.inputs(images, batch)) {
      Shape output = probe.output();
      loader.start(0, 0);
      int first = 0;
      while (loader.advance()) {
        float[] weights = signs(output, batch, first, loader.size());
        add(squares, probe.gradient(loader.images(), weights, batch), input);
        first += loader.size();
      }
    }
    List<Double> gradient =
        Arrays.stream(squares).mapToObj(sum -> Math.sqrt(sum / images.size())).toList();
    return new EffectiveReceptiveField(layer, input.height(), input.width(), gradient);
  }

  /**
   * Output gradients: a random sign for each channel of the central outputs, and 0 for all other
   * outputs and for the unused images of the batch.
   */
  private static float[] signs(Shape output, int batch, int first, int count) {
    float[] weights = new float[batch * output.elements()];
    int middle = output.height() / 2 * output.width() + output.width() / 2;
    for (int image = 0; image < count; image++) {
      long key = CounterBasedRandom.subkey(0, first + image);
      for (int channel = 0; channel < output.channels(); channel++) {
        weights[image * output.elements() + channel * output.area() + middle] =
            CounterBasedRandom.uniform(key, channel) < 0.5 ? -1 : 1;
      }
    }
    return weights;
  }

  private static void add(double[] squares, float[] gradient, Shape input) {
    for (int i = 0; i < gradient.length; i++) {
      squares[i % input.area()] += (double) gradient[i] * gradient[i];
    }
  }

  /** The largest gradient. */
  public double largest() {
    return gradient.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** The size of the field, as the side of a square of the same area, in pixels. */
  public double side() {
    double threshold = THRESHOLD * largest();
    return largest() == 0
        ? 0
        : Math.sqrt((double) gradient.stream().filter(each -> each >= threshold).count());
  }

  /**
   * The share of the gradient's energy, its sum of squares, within a centred rectangle.
   *
   * @param scale its height and width as a share of the image's, 0 to 1
   */
  public double energyWithin(double scale) {
    double inside = 0;
    double all = 0;
    for (int i = 0; i < gradient.size(); i++) {
      double energy = gradient.get(i) * gradient.get(i);
      int line = i / width;
      double row = Math.abs((line + 0.5) / height - 0.5);
      double column = Math.abs((i % width + 0.5) / width - 0.5);
      all += energy;
      inside += Math.max(row, column) < scale / 2 ? energy : 0;
    }
    return all == 0 ? 0 : inside / all;
  }

  /** The side in pixels of the smallest centred square that holds a share of the energy. */
  public int sideHolding(double share) {
    int side = 1;
    while (side < Math.max(height, width)
        && energyWithin((double) side / Math.max(height, width)) < share) {
      side++;
    }
    return side;
  }
}
