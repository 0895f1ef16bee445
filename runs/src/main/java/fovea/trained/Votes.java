package fovea.trained;

import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.Transform;
import fovea.engine.Inference;
import fovea.nn.Shape;
import fovea.train.Scores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Averages the predictions of a network over several views of each image (test-time augmentation).
 */
final class Votes {

  /** The maximum number of images that are preprocessed at once. */
  private static final int MAX_IMAGES = 128;

  /** The maximum number of values of these images, unless a single image has more. */
  private static final int MAX_VALUES = 1 << 22;

  /** A source of images. */
  interface Source {
    /** Copies an image to an array, as C x H x W bytes. */
    void copy(int image, byte[] target);
  }

  private final List<Pipeline> pipelines;
  private final Shape image;
  private final Shape input;
  private final int chunk;
  private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param pipelines the preprocessing of images, one pipeline per view
   * @param image the shape of an image
   */
  Votes(List<Pipeline> pipelines, Shape image) {
    this.pipelines = List.copyOf(pipelines);
    this.image = image;
    this.input = pipelines.get(0).output(image);
    this.chunk = Math.max(1, Math.min(MAX_IMAGES, MAX_VALUES / input.elements()));
  }

  /**
   * The predictions for a number of images: for each, the mean of the probabilities of its views.
   */
  List<Prediction> predictions(Inference network, List<String> classes, int count, Source images) {
    Workspace workspace = idle.poll();
    if (workspace == null) {
      workspace = new Workspace(classes.size());
    }
    List<Prediction> predictions = new ArrayList<>(count);
    for (int first = 0; first < count; first += chunk) {
      workspace.add(network, classes, first, Math.min(chunk, count - first), images, predictions);
    }
    idle.add(workspace);
    return predictions;
  }

  /** The buffers of one call at a time. */
  private final class Workspace {

    private final Normalization.Converter[] converters;
    private final byte[][] scratch;
    private final int classes;
    private FloatBuffer inputs = buffer(input.elements());
    private FloatBuffer scores;

    Workspace(int classes) {
      this.classes = classes;
      scores = buffer(classes);
      converters =
          pipelines.stream()
              .map(pipeline -> pipeline.normalization().converter(input))
              .toArray(Normalization.Converter[]::new);
      scratch = new byte[3][image.elements()]; // transforms do not enlarge the image
    }

    private static FloatBuffer buffer(int size) {
      return ByteBuffer.allocateDirect(size * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    void add(
        Inference network,
        List<String> names,
        int first,
        int count,
        Source images,
        List<Prediction> predictions) {
      if (inputs.capacity() < count * input.elements()) {
        inputs = buffer(count * input.elements());
        scores = buffer(count * classes);
      }
      double[][] sums = new double[count][classes];
      for (int view = 0; view < pipelines.size(); view++) {
        for (int i = 0; i < count; i++) {
          images.copy(first + i, scratch[2]);
          byte[] transformed = transform(pipelines.get(view).transforms());
          converters[view].convert(transformed, inputs, i * input.elements());
        }
        network.scores(inputs, count, scores);
        for (int i = 0; i < count; i++) {
          double[] probabilities = Scores.probabilities(scores, i * classes, classes);
          for (int label = 0; label < classes; label++) {
            sums[i][label] += probabilities[label] / pipelines.size();
          }
        }
      }
      for (double[] each : sums) {
        predictions.add(new Prediction(names, Arrays.stream(each).boxed().toList()));
      }
    }

    /**
     * Applies transforms to the image in {@code scratch[2]}. The keys do not matter, because the
     * transforms of test images are not random.
     */
    private byte[] transform(List<Transform> transforms) {
      byte[] source = scratch[2];
      Shape shape = image;
      for (int i = 0; i < transforms.size(); i++) {
        byte[] destination = scratch[i % 2];
        transforms.get(i).apply(source, shape, destination, 0);
        shape = transforms.get(i).output(shape);
        source = destination;
      }
      return source;
    }
  }
}
