package fovea.lab.explain;

import fovea.lab.explain.PanelGrid.Panel;
import fovea.lab.explain.PanelGrid.Row;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The output of one layer for an image. */
final class FeatureMaps {

  private static final int MAX_MAPS = 12;
  private static final double SIDE = 56;
  private static final int STRIP = 128;

  private final String layer;
  private final Shape shape;
  private final float[] values;

  /**
   * @param layer the layer's name
   * @param shape the shape of the layer's output
   * @param values the output, C x H x W
   */
  FeatureMaps(String layer, Shape shape, float[] values) {
    this.layer = layer;
    this.shape = shape;
    this.values = values;
  }

  String layer() {
    return layer;
  }

  Shape shape() {
    return shape;
  }

  float[] values() {
    return values;
  }

  /**
   * The outputs of all layers but flattening and dropout, which do not change values in evaluation
   * mode.
   */
  static List<FeatureMaps> of(TrainedModel model, ExplainedImage sample) {
    Network network = model.model().network();
    List<FeatureMaps> all = new ArrayList<>();
    for (Named named : network.layers()) {
      if (named.layer() instanceof Flatten || named.layer() instanceof Dropout) {
        continue;
      }
      try (Probe probe = model.probe(network.upTo(named.name()), sample.shape())) {
        all.add(new FeatureMaps(named.name(), probe.output(), probe.forward(sample.batch(), 1)));
      }
    }
    return all;
  }

  /** The feature map of one channel. */
  HeatMap map(int channel) {
    int area = shape.area();
    return new HeatMap(
        shape.height(),
        shape.width(),
        Arrays.copyOfRange(values, channel * area, (channel + 1) * area));
  }

  /**
   * The first maps as a row of pictures, each scaled to its own range; a vector as a strip, wrapped
   * into lines.
   */
  Row row() {
    List<String> words = List.of(layer, shape.toString());
    if (shape.area() == 1) {
      int columns = columns();
      int lines = (values.length - 1) / columns + 1;
      HeatMap strip = new HeatMap(lines, columns, Arrays.copyOf(values, lines * columns));
      double width = Math.min(20, 5.0 * STRIP / columns) * columns;
      return new Row(words, List.of(new Panel(strip.picture(), width, 8.0 * lines, List.of())));
    }
    List<Panel> panels = new ArrayList<>();
    for (int channel = 0; channel < Math.min(MAX_MAPS, shape.channels()); channel++) {
      panels.add(Panel.of(map(channel).picture(), SIDE));
    }
    return new Row(words, panels);
  }

  /**
   * The length of the lines of a vector's strip: the largest above half of {@code STRIP} that
   * divides the vector evenly, if there is one.
   */
  private int columns() {
    for (int columns = Math.min(STRIP, values.length); columns > STRIP / 2; columns--) {
      if (values.length % columns == 0) {
        return columns;
      }
    }
    return Math.min(STRIP, values.length);
  }
}
