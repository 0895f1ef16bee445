package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.engine.Program;
import fovea.nn.Shape;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Images as a network gets them: cropped and normalised. */
final class InputImages {

  private final Shape shape;
  private final int[] labels;

  /** N x C x H x W, row-major. */
  private final float[] values;

  InputImages(Shape shape, int[] labels, float[] values) {
    this.shape = shape;
    this.labels = labels;
    this.values = values;
  }

  /** Prepares images for the network of a run, at most as many as one batch of evaluation holds. */
  static InputImages of(TrainedModel model, ImageSet images) {
    try (Loader loader = model.inputs(images, images.size())) {
      loader.start(0, 0);
      loader.advance();
      float[] values = new float[images.size() * loader.shape().elements()];
      loader.images().get(0, values);
      return new InputImages(loader.shape(), loader.labels().clone(), values);
    }
  }

  Shape shape() {
    return shape;
  }

  int[] labels() {
    return labels;
  }

  float[] values() {
    return values;
  }

  int count() {
    return labels.length;
  }

  FloatBuffer buffer() {
    return FloatBuffer.wrap(values);
  }

  /** How a pixel of a changed image is computed from a channel of an image. */
  @FunctionalInterface
  interface PixelRule {

    /**
     * Returns a pixel's new value.
     *
     * @param channel the first index of the channel's pixels in {@link #values()}
     */
    float value(int channel, int row, int column);
  }

  /** The same images with every pixel computed anew. */
  InputImages with(PixelRule rule) {
    float[] changed = new float[values.length];
    for (int channel = 0; channel < values.length; channel += shape.area()) {
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          changed[channel + row * shape.width() + column] = rule.value(channel, row, column);
        }
      }
    }
    return new InputImages(shape, labels, changed);
  }

  /** The value of a pixel, or of the nearest one if it lies outside of the image. */
  float nearest(int channel, int row, int column) {
    int y = Math.min(Math.max(row, 0), shape.height() - 1);
    int x = Math.min(Math.max(column, 0), shape.width() - 1);
    return values[channel + y * shape.width() + x];
  }

  /** The images moved down and to the right; pixels of the edge fill the gap. */
  InputImages moved(int down, int right) {
    return with((channel, row, column) -> nearest(channel, row - down, column - right));
  }

  /** The classes that the network takes the images for, in evaluation mode. */
  int[] answers(TrainedModel model) {
    return answers(model.model().evaluation(count()), 0);
  }

  /**
   * The classes that a network takes the images for.
   *
   * @param program its program for all of them
   * @param key as for {@link Program#forward(long)}
   */
  int[] answers(Program program, long key) {
    program.forward(buffer(), key);
    return best(program.output(), count());
  }

  /** The share of the images whose class the network recognises, in evaluation mode. */
  double accuracy(TrainedModel model) {
    return equal(answers(model), labels);
  }

  /** The best class of each row of scores. */
  static int[] best(FloatBuffer scores, int count) {
    int classes = scores.capacity() / count;
    return IntStream.range(0, count)
        .map(row -> Scores.argmax(scores, row * classes, classes))
        .toArray();
  }

  /** The share of places at which two lists agree. */
  static double equal(int[] one, int[] other) {
    return IntStream.range(0, one.length).filter(i -> one[i] == other[i]).count()
        / (double) one.length;
  }
}
