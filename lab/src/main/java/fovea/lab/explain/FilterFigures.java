package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.lab.explain.PanelGrid.Panel;
import fovea.lab.explain.PanelGrid.Row;
import fovea.lab.explain.TopActivations.Location;
import fovea.lab.measure.InputPicture;
import fovea.lab.words.Texts;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Figures of a network's learned filters. */
final class FilterFigures {

  private static final double SIDE = 64;
  private static final int MAX_UNITS = 8;
  private static final int MAX_LOCATIONS = 7;
  private static final int MAX_LAYERS = 4;
  private static final int COLUMNS = 8;

  private final TrainedModel model;
  private final Texts texts;

  FilterFigures(TrainedModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
  }

  /** The weights of the first convolution. */
  Section first() {
    FirstFilters filters = FirstFilters.of(model.model());
    List<Panel> panels =
        filters.pictures().stream().map(picture -> Panel.of(picture, SIDE)).toList();
    String heading = texts.text("filters.title", filters.layer());
    boolean colours = model.model().input().channels() == 3;
    return new Section(
        "filters",
        heading,
        texts.text(colours ? "filters.colours" : "filters.signed", panels.size()),
        PanelGrid.of(heading, panels, COLUMNS).figure());
  }

  /** The convolutional layers to show: at most four, evenly spaced from the first to the last. */
  List<String> layers() {
    List<Named> all = TargetLayers.convolutional(model.model().network());
    List<String> chosen = new ArrayList<>();
    int count = Math.min(MAX_LAYERS, all.size());
    for (int i = 0; i < count; i++) {
      chosen.add(all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1)).name());
    }
    return chosen;
  }

  /** What activates a layer's first units most: a synthesised image and patches of test images. */
  Section maximallyActivating(String layer, ImageSet images) {
    Network network = model.model().network();
    Shape shape = model.model().input();
    int units = Math.min(MAX_UNITS, network.upTo(layer).output(shape).channels());
    List<BufferedImage> made =
        ActivationMaximization.pictures(ActivationMaximization.of(model, layer, units), shape);
    List<List<Location>> locations = TopActivations.of(model, images, layer, units, MAX_LOCATIONS);
    ReceptiveField field = TopActivations.receptiveField(network, shape, layer);
    List<Row> rows = new ArrayList<>();
    for (int unit = 0; unit < units; unit++) {
      List<Panel> panels = new ArrayList<>();
      panels.add(Panel.of(made.get(unit), SIDE));
      for (Location location : locations.get(unit)) {
        BufferedImage image =
            InputPicture.of(model, ExplainedImage.single(images, location.image()));
        panels.add(Panel.of(TopActivations.crop(image, field, location), SIDE));
      }
      rows.add(new Row(List.of(texts.text("exciting.unit", unit)), panels));
    }
    String heading = texts.text("exciting.title", layer);
    return new Section(
        "exciting-" + layer.replace('.', '-'),
        heading,
        texts.text("exciting.caption", texts.number(images.size()), field.size()),
        new PanelGrid(heading, rows, SIDE).figure());
  }

  /** A synthesised image for each class, up to a number, that maximises the class's score. */
  Section classes() {
    Network network = model.model().network();
    String last = network.layers().get(network.layers().size() - 1).name();
    Shape shape = model.model().input();
    int all = model.classes().size();
    int classes = Math.min(all, TestFigures.MAX_CLASSES);
    List<BufferedImage> made =
        ActivationMaximization.pictures(ActivationMaximization.of(model, last, classes), shape);
    List<Panel> panels = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      panels.add(Panel.of(made.get(label), 1.5 * SIDE, model.classes().get(label)));
    }
    String heading = texts.text("classes.title");
    return new Section(
        "exciting-classes",
        heading,
        classes == all
            ? texts.text("classes.caption")
            : texts.text("classes.caption")
                + " "
                + texts.text("classes.some", texts.number(classes), texts.number(all)),
        PanelGrid.of(heading, panels, 5).figure());
  }
}
