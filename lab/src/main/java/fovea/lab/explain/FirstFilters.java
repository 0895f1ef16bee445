package fovea.lab.explain;

import fovea.engine.Model;
import fovea.engine.Variable;
import fovea.lab.figure.Pictures;
import fovea.nn.Conv2d;
import fovea.nn.Named;
import fovea.nn.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of the first convolution as pictures: in colour for three input channels; otherwise
 * the first channel only, blue for negative weights and red for positive ones.
 *
 * @param layer the convolution's name
 * @param pictures one picture per filter, scaled by its largest absolute weight; 0 is grey in
 *     colour pictures, white in others
 */
record FirstFilters(String layer, List<BufferedImage> pictures) {

  FirstFilters {
    pictures = List.copyOf(pictures);
  }

  static FirstFilters of(Model model) {
    Named first =
        model.network().layers().stream()
            .filter(named -> named.layer() instanceof Conv2d)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "network %s has no convolution".formatted(model.network().name())));
    Variable weight =
        model.variables().stream()
            .filter(variable -> variable.parameter().name().equals(first.name() + ".weight"))
            .findFirst()
            .orElseThrow();
    List<Integer> dims = weight.parameter().dims();
    Shape filter = Shape.image(dims.get(1), dims.get(2), dims.get(3));
    float[] values = weight.read(weight.values());
    List<BufferedImage> pictures = new ArrayList<>();
    for (int i = 0; i < dims.get(0); i++) {
      pictures.add(picture(values, i * filter.elements(), filter));
    }
    return new FirstFilters(first.name(), pictures);
  }

  private static BufferedImage picture(float[] values, int start, Shape filter) {
    float largest = 0;
    for (int i = start; i < start + filter.elements(); i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    if (filter.channels() == 3) {
      return Pictures.of(values, start, filter, -largest, largest);
    }
    float[] map = new float[filter.area()];
    System.arraycopy(values, start, map, 0, map.length);
    return new HeatMap(filter.height(), filter.width(), map).signed(largest);
  }
}
