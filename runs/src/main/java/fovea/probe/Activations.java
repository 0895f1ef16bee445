package fovea.probe;

import fovea.data.Loader;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.Summary;
import java.util.ArrayList;
import java.util.List;

/** Statistics of the ReLU outputs of a network on some images, during training or after it. */
public final class Activations implements AutoCloseable {

  /**
   * What a rectifier gave.
   *
   * @param layer its name; within a residual block {@code block.layer}
   * @param units channels of its feature maps, or numbers of its vector
   * @param mean the mean of all its outputs
   * @param deviation their standard deviation
   * @param zeros the share of them that is 0
   * @param dead units that gave 0 for every image, everywhere
   */
  public record Row(
      String layer, int units, double mean, double deviation, double zeros, int dead) {}

  private record Cut(String layer, Probe probe) {}

  private final List<Cut> cuts = new ArrayList<>();

  private Activations() {}

  /**
   * Prepares the measurement: a probe for each rectifier, those in residual blocks among them.
   *
   * @param batch images that are computed at once
   * @param whole the network; not closed with this
   */
  public static Activations of(Engine engine, Model whole, int batch) {
    Activations activations = new Activations();
    Network network = whole.network();
    for (Summary.Row row : Summary.of(network, whole.input()).rows()) {
      if (row.layer() instanceof ReLU) {
        Network part = network.upTo(row.name());
        activations.cuts.add(
            new Cut(row.name(), Probe.of(engine, part, whole.input(), batch, whole)));
      }
    }
    return activations;
  }

  /**
   * Measures the network as it is now.
   *
   * @param images the images; a pass over them is made for each rectifier
   */
  public List<Row> measure(Loader images) {
    List<Row> rows = new ArrayList<>();
    for (Cut cut : cuts) {
      cut.probe().refresh();
      Sums sums = new Sums(cut.probe().output().channels(), cut.probe().output().area());
      images.start(0, 0);
      while (images.advance()) {
        sums.add(cut.probe().forward(images.images(), images.size()));
      }
      rows.add(sums.row(cut.layer()));
    }
    return rows;
  }

  private static final class Sums {
    private final int area;
    private final boolean[] alive;
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
          dead);
    }
  }

  @Override
  public void close() {
    cuts.forEach(cut -> cut.probe().close());
  }
}
