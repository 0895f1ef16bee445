package fovea.probe;

import fovea.data.Loader;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures statistics of the ReLU outputs of a network on a set of images, during or after
 * training.
 */
public final class Activations implements AutoCloseable {

  /**
   * The statistics of the outputs of one ReLU layer.
   *
   * @param layer the layer's name; inside a residual block, {@code block.layer}
   * @param units number of channels of its feature maps, or of elements of its vector
   * @param mean the mean of all outputs
   * @param deviation their standard deviation
   * @param zeros the fraction of outputs that are 0
   * @param dead number of units whose output is 0 for every image, at every position
   * @param octaves the fractions of outputs that are in [2^k, 2^(k+1)), from k = {@link #LOWEST} to
   *     {@link #HIGHEST}; the first has what is smaller too, the last what is larger
   */
  public record Row(
      String layer,
      int units,
      double mean,
      double deviation,
      double zeros,
      int dead,
      List<Double> octaves) {

    /** The power of two at which the histogram begins. */
    public static final int LOWEST = -10;

    /** The power of two at which its last bin begins. */
    public static final int HIGHEST = 5;

    public Row {
      octaves = List.copyOf(octaves);
    }
  }

  private record ProbedLayer(String layer, Probe probe) {}

  private final List<ProbedLayer> layers = new ArrayList<>();

  private Activations() {}

  /**
   * Prepares the measurement: creates one probe per ReLU layer, including those in residual blocks.
   *
   * @param whole the model of the network, which remains open when this is closed
   */
  public static Activations of(Engine engine, Model whole) {
    Activations activations = new Activations();
    Network network = whole.network();
    for (Summary.Row row : Summary.of(network, whole.input()).rows()) {
      if (row.layer() instanceof ReLU || row.layer() instanceof ReLU6) {
        Network part = network.upTo(row.name());
        activations.layers.add(
            new ProbedLayer(row.name(), Probe.of(engine, part, whole.input(), whole)));
      }
    }
    return activations;
  }

  /**
   * Measures the network with its current parameters. Passes over all images once per ReLU layer.
   *
   * @param images the images, preprocessed as the network's input
   */
  public List<Row> measure(Loader images) {
    List<Row> rows = new ArrayList<>();
    for (ProbedLayer each : layers) {
      each.probe().refresh();
      Sums sums = new Sums(each.probe().output().channels(), each.probe().output().area());
      images.start(0, 0);
      while (images.advance()) {
        sums.add(each.probe().forward(images.images(), images.size()));
      }
      rows.add(sums.row(each.layer()));
    }
    return rows;
  }

  private static final class Sums {
    private final int area;
    private final boolean[] alive;
    private final long[] octaves = new long[Row.HIGHEST - Row.LOWEST + 1];
    private long count;
    private long zeros;
    private double sum;
    private double squares;

    Sums(int units, int area) {
      this.area = area;
      alive = new boolean[units];
    }

    void add(float[] values) {
      for (int i = 0; i < values.length; i++) {
        float value = values[i];
        sum += value;
        squares += (double) value * value;
        if (value == 0) {
          zeros++;
        } else {
          alive[i / area % alive.length] = true;
          int power = Math.min(Row.HIGHEST, Math.max(Row.LOWEST, Math.getExponent(value)));
          octaves[power - Row.LOWEST]++;
        }
      }
      count += values.length;
    }

    Row row(String layer) {
      double mean = sum / count;
      int dead = 0;
      for (boolean each : alive) {
        dead += each ? 0 : 1;
      }
      return new Row(
          layer,
          alive.length,
          mean,
          Math.sqrt(Math.max(0, squares / count - mean * mean)),
          (double) zeros / count,
          dead,
          Arrays.stream(octaves).mapToObj(each -> (double) each / count).toList());
    }
  }

  @Override
  public void close() {
    layers.forEach(each -> each.probe().close());
  }
}
