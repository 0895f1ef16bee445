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
 * The places in test images that a unit answers to most (Zeiler and Fergus 2014, section 4.1): of
 * each image the place with the unit's highest output, cut out as far as the unit sees.
 */
final class TopActivations {

  private static final int BATCH = 250;

  /**
   * Where a unit gave its highest output for an image.
   *
   * @param image the image's number
   * @param row of the unit's map
   * @param column of the unit's map
   * @param value the output
   */
  record Place(int image, int row, int column, float value) {}

  private TopActivations() {}

  /**
   * The places of the first units.
   *
   * @param units how many
   * @param most places a unit
   * @return the highest first, a list a unit
   */
  static List<List<Place>> of(
      TrainedModel model, ImageSet images, String layer, int units, int most) {
    Network part = model.model().network().until(layer);
    List<List<Place>> all = new ArrayList<>();
    for (int unit = 0; unit < units; unit++) {
      all.add(new ArrayList<>());
    }
    try (Probe probe = model.probe(part, model.model().input(), BATCH);
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
    return all.stream().map(places -> first(places, most)).toList();
  }

  private static Place highest(float[] values, int i, int unit, Shape output, int image) {
    int start = i * output.elements() + unit * output.area();
    int best = start;
    for (int at = start; at < start + output.area(); at++) {
      if (values[at] > values[best]) {
        best = at;
      }
    }
    int position = best - start;
    return new Place(image, position / output.width(), position % output.width(), values[best]);
  }

  private static List<Place> first(List<Place> places, int most) {
    return places.stream()
        .sorted(Comparator.comparingDouble(place -> -place.value()))
        .limit(most)
        .toList();
  }

  /** What a layer's units see of the network's input. */
  static ReceptiveField field(Network network, Shape input, String layer) {
    List<Summary.Row> rows = Summary.of(network.until(layer), input).rows();
    return rows.get(rows.size() - 1).receptiveField();
  }

  /** The part of an image that a place sees; what lies outside is left out. */
  static BufferedImage cut(BufferedImage image, ReceptiveField field, Place place) {
    int top = field.startRow() + place.row() * field.jump().height();
    int left = field.startColumn() + place.column() * field.jump().width();
    int bottom = Math.min(image.getHeight(), top + field.size().height());
    int right = Math.min(image.getWidth(), left + field.size().width());
    int firstRow = Math.max(0, top);
    int firstColumn = Math.max(0, left);
    return image.getSubimage(firstColumn, firstRow, right - firstColumn, bottom - firstRow);
  }
}
