package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.lab.figure.Pictures;
import fovea.nn.Shape;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.OptionalInt;

/** An image to explain, as pixels and as network input. */
public final class ExplainedImage {

  private final String name;
  private final Shape shape;
  private final float[] pixels;
  private final float[] input;
  private final OptionalInt label;

  /**
   * @param name display name: a file name, or the number of a test image
   * @param shape the shape of the network's input
   * @param pixels the image before normalisation, C x H x W, from 0 to 1
   * @param input the normalised image, the input of the network
   * @param label the true class, if known
   */
  ExplainedImage(String name, Shape shape, float[] pixels, float[] input, OptionalInt label) {
    this.name = name;
    this.shape = shape;
    this.pixels = pixels;
    this.input = input;
    this.label = label;
  }

  String name() {
    return name;
  }

  /** The shape of the network's input. */
  public Shape shape() {
    return shape;
  }

  /** The image before normalisation, C x H x W, from 0 to 1; not a copy. */
  public float[] pixels() {
    return pixels;
  }

  /** The image before normalisation. */
  public BufferedImage picture() {
    return Pictures.of(pixels, 0, shape, 0, 1);
  }

  /** The input of the network, C x H x W; not a copy. */
  public float[] input() {
    return input;
  }

  /** The true class, if known. */
  public OptionalInt label() {
    return label;
  }

  /**
   * Prepares the first image of a set.
   *
   * @param name display name
   * @param label the true class, if known
   */
  public static ExplainedImage of(
      TrainedModel model, String name, ImageSet images, OptionalInt label) {
    ImageSet single = images.limit(1);
    try (Loader pictures = model.pictures(single, 1);
        Loader inputs = model.inputs(single, 1)) {
      return new ExplainedImage(name, inputs.shape(), only(pictures), only(inputs), label);
    }
  }

  private static float[] only(Loader loader) {
    loader.start(0, 0);
    loader.advance();
    float[] values = new float[loader.shape().elements()];
    loader.images().get(0, values);
    return values;
  }

  /** A set of one image of a larger set. */
  public static ImageSet single(ImageSet images, int number) {
    return images.select(number);
  }

  /** The input as a batch of one. */
  public FloatBuffer batch() {
    return FloatBuffer.wrap(input);
  }
}
