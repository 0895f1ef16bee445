package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the image patches that activate a unit most (Zeiler and Fergus 2014, section 4.1): of each
 * image, the position of the unit's highest output, cropped to its receptive field.
 */
final class TopActivations {

  private static final int BATCH = 250;

  /**
   * The position of a unit's highest output for an image.
   *
   * @param image the image's index
   * @param row row in the unit's feature map
   * @param column column in the unit's feature map
   * @param value the output at this position
   */
  record Location(int image, int row, int column, float value) {}

  private TopActivations() {}

  /**
   * Finds the locations for a layer's first units.
   *
   * @param layer the layer's name
   * @param units number of units
   * @param count number of locations per unit
   * @return the locations of each unit, the highest output first
   */
  static List<List<Location>> of(
      TrainedModel model, ImageSet images, String layer, int units, int count) {
    Network part = model.model().network().upTo(layer);
    List<List<Location>> all = new ArrayList<>();
    for (int unit = 0; unit < units; unit++) {
      all.add(new ArrayList<>());
    }
    try (Probe probe = model.probe(part, model.model().input());
        Loader loader = model.inputs(images, BATCH)) {
      int done = 0;
      loader.start(0, 0);
      while (loader.advance()) {
        float[] values = probe.forward(loader.images(), loader.size());
        for (int i = 0; i < loader.size(); i++) {
          for (int unit = 0; unit < units; unit++) {
            all.get(unit).add(highest(values, i, unit, probe.output(), done + i));
          }
        }
        done += loader.size();
      }
    }
    return all.stream().map(locations -> highest(locations, count)).toList();
  }

  private static Location highest(float[] values, int index, int unit, Shape output, int image) {
    int start = index * output.elements() + unit * output.area();
    int best = start;
    for (int at = start; at < start + output.area(); at++) {
      if (values[at] > values[best]) {
        best = at;
      }
    }
    int position = best - start;
    return new Location(image, position / output.width(), position % output.width(), values[best]);
  }

  private static List<Location> highest(List<Location> locations, int count) {
    return locations.stream()
        .sorted(Comparator.comparingDouble(location -> -location.value()))
        .limit(count)
        .toList();
  }

  /** The receptive field of a layer's units in the network's input. */
  static ReceptiveField receptiveField(Network network, Shape input, String layer) {
    List<Summary.Row> rows = Summary.of(network.upTo(layer), input).rows();
    return rows.get(rows.size() - 1).receptiveField();
  }

  /** The part of an image within the receptive field at a location, clipped to the image. */
  static BufferedImage crop(BufferedImage image, ReceptiveField field, Location location) {
    int top = field.startRow() + location.row() * field.jump().height();
    int left = field.startColumn() + location.column() * field.jump().width();
    int bottom = Math.min(image.getHeight(), top + field.size().height());
    int right = Math.min(image.getWidth(), left + field.size().width());
    int firstRow = Math.max(0, top);
    int firstColumn = Math.max(0, left);
    return image.getSubimage(firstColumn, firstRow, right - firstColumn, bottom - firstRow);
  }
}
