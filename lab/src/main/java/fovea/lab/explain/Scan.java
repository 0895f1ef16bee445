package fovea.lab.explain;

import fovea.data.ChannelNormalization;
import fovea.data.ImageFiles;
import fovea.data.ResizeMode;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.probe.Probe;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies a network to every window of a larger image, at one scale. With its linear layers
 * converted to convolutions (Long, Shelhamer and Darrell 2015, section 3.1), a single pass gives a
 * map of scores, whose positions correspond to windows of the size that the network was trained on.
 *
 * @param scale scale of the image
 * @param input the shape of the scaled image
 * @param window size of the windows
 * @param step stride of the windows, in pixels of the scaled image
 * @param maps for each class, the map of its probability
 */
public record Scan(double scale, Shape input, Size window, Size step, List<HeatMap> maps) {

  /** Limit on the size of the scaled image, to bound the memory used. */
  private static final long MAX_PIXELS = 1_000_000;

  public Scan {
    maps = List.copyOf(maps);
  }

  /**
   * Scans an image at a scale.
   *
   * @throws IllegalArgumentException if the run's normalisation depends on whole images, or the
   *     scaled image is smaller than the network's input or too large
   */
  public static Scan of(TrainedModel model, BufferedImage image, double scale) {
    Shape trained = model.model().input();
    Shape shape = scaled(image, scale, trained);
    ChannelNormalization normalization =
        model
            .pixelNormalization()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the run normalises each image as a whole (whitening, image or contrast),"
                            + " which is undefined for windows of a larger one: scan a run with"
                            + " normalize none, channel, image-average or given"));
    Network network = model.model().network().fullyConvolutional(trained);
    Shape predicted = network.output(shape);
    FloatBuffer input = FloatBuffer.allocate(shape.elements());
    byte[] pixels = ImageFiles.scale(image, shape, ResizeMode.SQUASH); // by a pixel at most
    normalization.converter(shape).convert(pixels, input, 0);
    float[] scores;
    try (Probe probe = model.probe(network, shape)) {
      scores = probe.forward(input, 1);
    }
    if (scores.length != predicted.elements()) {
      throw new IllegalStateException(
          "the map should be %s, but has %s values".formatted(predicted, scores.length));
    }
    ReceptiveField field = lastField(network, shape);
    return new Scan(scale, shape, trained.size(), field.jump(), probabilities(scores, predicted));
  }

  private static Shape scaled(BufferedImage image, double scale, Shape trained) {
    long height = Math.round(image.getHeight() * scale);
    long width = Math.round(image.getWidth() * scale);
    if (height < trained.height() || width < trained.width()) {
      throw new IllegalArgumentException(
          "scale %s makes the image %sx%s: it must be at least %s, what the network was trained on"
              .formatted(scale, height, width, trained.size()));
    }
    if (height * width > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "scale %s makes the image %sx%s: that is more than %s pixels; try a smaller one"
              .formatted(scale, height, width, MAX_PIXELS));
    }
    return Shape.image(trained.channels(), (int) height, (int) width);
  }

  private static ReceptiveField lastField(Network network, Shape input) {
    List<Summary.Row> rows = Summary.of(network, input).rows();
    return rows.get(rows.size() - 1).receptiveField();
  }

  private static List<HeatMap> probabilities(float[] scores, Shape output) {
    int area = output.area();
    float[][] values = new float[output.channels()][area];
    float[] positionScores = new float[output.channels()];
    for (int i = 0; i < area; i++) {
      for (int label = 0; label < positionScores.length; label++) {
        positionScores[label] = scores[label * area + i];
      }
      double[] probabilities =
          Scores.probabilities(FloatBuffer.wrap(positionScores), 0, positionScores.length);
      for (int label = 0; label < positionScores.length; label++) {
        values[label][i] = (float) probabilities[label];
      }
    }
    List<HeatMap> maps = new ArrayList<>();
    for (float[] each : values) {
      maps.add(new HeatMap(output.height(), output.width(), each));
    }
    return maps;
  }

  /** The size of the maps. */
  public Size mapSize() {
    return Size.of(maps.get(0).height(), maps.get(0).width());
  }

  /** The highest probability of a class over all windows. */
  public double highest(int label) {
    return maps.get(label).largest();
  }

  /**
   * A class's probabilities resized to the image: interpolated bilinearly between the centres of
   * the windows, constant outside them.
   *
   * @param height height of the result
   * @param width width of the result
   */
  HeatMap upsampled(int label, int height, int width) {
    HeatMap map = maps.get(label);
    float[] values = new float[height * width];
    for (int row = 0; row < height; row++) {
      double y = (row + 0.5) * input.height() / height - window.height() / 2.0;
      for (int column = 0; column < width; column++) {
        double x = (column + 0.5) * input.width() / width - window.width() / 2.0;
        values[row * width + column] = map.interpolate(y / step.height(), x / step.width());
      }
    }
    return new HeatMap(height, width, values);
  }
}
