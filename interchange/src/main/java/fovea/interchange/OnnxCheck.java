package fovea.interchange;

import fovea.data.ChannelNormalization;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.nn.Shape;
import fovea.train.Scores;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The comparison of an ONNX file with the network that it was written from, on random images.
 *
 * @param reader what ran the file: {@code ONNX Runtime} with its version, or {@code Fovea} where
 *     that is not on the class path
 * @param images the number of images
 * @param difference the largest difference of a score
 * @param magnitude the largest score, without its sign
 */
public record OnnxCheck(String reader, int images, double difference, double magnitude) {

  /** The number of images. */
  static final int IMAGES = 4;

  private static final int SEED = 20;

  /** The largest difference, relative to the largest score if that is above 1, that is rounding. */
  private static final double TOLERANCE = 1e-4;

  /** Whether the difference is that of rounding in 32-bit floats. */
  public boolean agrees() {
    return difference <= tolerance(magnitude);
  }

  /** The largest difference that is rounding, for scores of a magnitude. */
  static double tolerance(double magnitude) {
    return TOLERANCE * Math.max(1, magnitude);
  }

  static OnnxCheck of(
      WeightedNetwork trained,
      ChannelNormalization channels,
      OnnxExport.Options options,
      String engineName,
      Path file)
      throws IOException {
    Engine engine = Engines.named(engineName);
    Shape input = trained.input();
    float[] images = images(input);
    float[] expected = trained.scores(engine, normalized(images, input, channels), IMAGES);
    if (options.softmax()) {
      softmax(expected, expected.length / IMAGES);
    }
    boolean runtime = isRuntimePresent();
    float[] actual =
        runtime
            ? RuntimeSession.run(file, images, IMAGES, input)
            : OnnxNetwork.read(file, Optional.of(input), 1).scores(engine, images, IMAGES);
    return compare(runtime ? RuntimeSession.name() : "Fovea", expected, actual);
  }

  static OnnxCheck compare(String reader, float[] expected, float[] actual) throws IOException {
    if (expected.length != actual.length) {
      throw new IOException(
          "the file gives %s scores, the run %s".formatted(actual.length, expected.length));
    }
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < expected.length; i++) {
      double each = Math.abs(expected[i] - actual[i]);
      difference = Double.isNaN(each) ? Double.POSITIVE_INFINITY : Math.max(difference, each);
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
    }
    return new OnnxCheck(reader, IMAGES, difference, magnitude);
  }

  private static boolean isRuntimePresent() {
    try {
      Class.forName("ai.onnxruntime.OrtEnvironment", false, OnnxCheck.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Random images with values from 0 to 1, the same each time. */
  static float[] images(Shape input) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] images = new float[IMAGES * input.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(256) / 255f;
    }
    return images;
  }

  /** Normalises images with values from 0 to 1. */
  static FloatBuffer normalized(float[] images, Shape input, ChannelNormalization channels) {
    float[] normalized = new float[images.length];
    for (int i = 0; i < images.length; i++) {
      int channel = i / input.area() % input.channels();
      normalized[i] =
          (images[i] - channels.mean().get(channel)) / channels.deviation().get(channel);
    }
    return FloatBuffer.wrap(normalized);
  }

  /** Replaces the scores of each image by their softmax. */
  private static void softmax(float[] scores, int classes) {
    for (int start = 0; start < scores.length; start += classes) {
      double[] probabilities = Scores.probabilities(FloatBuffer.wrap(scores), start, classes);
      for (int i = 0; i < classes; i++) {
        scores[start + i] = (float) probabilities[i];
      }
    }
  }
}
