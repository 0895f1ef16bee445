package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.lab.figure.Pictures;
import fovea.nn.Shape;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.OptionalInt;

/** An image to be explained. */
final class ExplainedImage {

  private final String name;
  private final Shape shape;
  private final float[] pixels;
  private final float[] input;
  private final OptionalInt label;

  /**
   * @param name what to call it: a file's name, or a test image's number
   * @param shape its shape in front of the network
   * @param pixels what the network sees of it, C x H x W, from 0 to 1
   * @param input the same as the network takes it, normalised
   * @param label its class, where it is known
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

  Shape shape() {
    return shape;
  }

  float[] pixels() {
    return pixels;
  }

  /** What the network sees of it, in colours. */
  BufferedImage picture() {
    return Pictures.of(pixels, 0, shape, 0, 1);
  }

  float[] input() {
    return input;
  }

  OptionalInt label() {
    return label;
  }

  /** The first image of a set. */
  static ExplainedImage of(TrainedModel model, String name, ImageSet images, OptionalInt label) {
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

  /** One image of a set, as a set. */
  static ImageSet single(ImageSet images, int number) {
    byte[] pixels = new byte[images.shape().elements()];
    images.copy(number, pixels);
    return new ImageSet(
        images.shape(), images.classes(), new byte[] {(byte) images.label(number)}, pixels);
  }

  /** The input as a batch of one. */
  FloatBuffer batch() {
    return FloatBuffer.wrap(input);
  }
}
