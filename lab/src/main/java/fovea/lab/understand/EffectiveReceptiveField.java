package fovea.lab.understand;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.nn.CountedRandom;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.util.Arrays;
import java.util.List;

/**
 * The pixels that one output really listens to (Luo, Li, Urtasun and Zemel, "Understanding the
 * effective receptive field in deep convolutional neural networks", 2016): the gradient of the
 * outputs in the middle of a layer with respect to the image.
 *
 * @param layer behind which layer
 * @param height rows of an image
 * @param width columns
 * @param gradient for each pixel, row by row, the root of the mean square over images of the
 *     gradient's length over the channels of outputs and image
 */
public record EffectiveReceptiveField(String layer, int height, int width, List<Double> gradient) {

  private static final int BATCH = 32;

  /**
   * A pixel counts if its gradient is above this share of the largest: two deviations of a bell.
   */
  private static final double COUNTS = 1 - 0.9545;

  public EffectiveReceptiveField {
    gradient = List.copyOf(gradient);
  }

  /**
   * Measures. All channels of an output are asked at once, each with a random sign: the square of
   * such a sum's gradient is, on average, the sum of the channels' squares (Hutchinson 1990).
   *
   * @param layer the name of a layer of the network; within a block {@code block.layer}
   * @param images those whose gradients are averaged
   * @throws IllegalArgumentException if there is no such layer
   */
  public static EffectiveReceptiveField measure(TrainedModel model, String layer, ImageSet images) {
    Network part = model.model().network().until(layer);
    Shape input = model.model().input();
    int batch = Math.min(BATCH, images.size());
    double[] squares = new double[input.area()];
    try (Probe probe = model.probe(part, input, batch);
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

  /** A sign for each channel of the middle outputs; 0 elsewhere and for images that are not. */
  private static float[] signs(Shape output, int batch, int first, int count) {
    float[] weights = new float[batch * output.elements()];
    int middle = output.height() / 2 * output.width() + output.width() / 2;
    for (int image = 0; image < count; image++) {
      long key = CountedRandom.subkey(0, first + image);
      for (int channel = 0; channel < output.channels(); channel++) {
        weights[image * output.elements() + channel * output.area() + middle] =
            CountedRandom.uniform(key, channel) < 0.5 ? -1 : 1;
      }
    }
    return weights;
  }

  private static void add(double[] squares, float[] gradient, Shape input) {
    for (int i = 0; i < gradient.length; i++) {
      squares[i % input.area()] += (double) gradient[i] * gradient[i];
    }
  }

  /** The largest value. */
  public double largest() {
    return gradient.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** The side of a square of as many pixels as count. */
  public double side() {
    double least = COUNTS * largest();
    return largest() == 0
        ? 0
        : Math.sqrt((double) gradient.stream().filter(each -> each >= least).count());
  }
}
