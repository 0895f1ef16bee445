package fovea.lab.understand;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.lab.figure.Figure;
import fovea.lab.measure.InputPicture;
import fovea.lab.words.Texts;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The receptive fields of a network's layers: the theoretical ones and, for a run, the effective
 * ones of the trained network and of the same network before training.
 *
 * @param summary all layers, with their theoretical fields
 * @param panels the layers that widen the field, with their effective fields, if measured: trained,
 *     then untrained
 * @param picture an input image, if there is a run
 * @param images number of images measured on; 0 if nothing was measured
 */
public record ReceptiveFields(
    Summary summary,
    List<ReceptiveFieldFigure.LayerPanel> panels,
    Optional<BufferedImage> picture,
    int images) {

  public ReceptiveFields {
    panels = List.copyOf(panels);
  }

  /**
   * Computes the theoretical receptive fields of a network.
   *
   * @throws IllegalArgumentException if the network does not accept the input shape
   */
  public static ReceptiveFields of(Network network, Shape input) {
    Summary summary = Summary.of(network, input);
    List<ReceptiveFieldFigure.LayerPanel> panels =
        widening(network, input).stream()
            .map(name -> new ReceptiveFieldFigure.LayerPanel(name, field(summary, name), List.of()))
            .toList();
    return new ReceptiveFields(summary, panels, Optional.empty(), 0);
  }

  /**
   * Computes the theoretical receptive fields of a run's network and measures the effective ones.
   *
   * @param checkpoint which of the run's checkpoints to measure
   * @param layer the only layer to measure; empty for all layers that widen the field
   * @param images number of test images to measure on, at least 1
   * @param progress receives the name of each layer before it is measured
   * @throws IOException if the run or the images cannot be read
   * @throws IllegalArgumentException if there is no such layer
   */
  public static ReceptiveFields measure(
      Run run,
      SavedCheckpoint.Choice checkpoint,
      DataCatalog catalog,
      Optional<String> layer,
      int images,
      Consumer<String> progress)
      throws IOException {
    try (TrainedModel trained = TrainedModel.of(run, checkpoint);
        TrainedModel untrained = TrainedModel.untrained(run)) {
      Network network = trained.model().network();
      Shape input = trained.model().input();
      ImageSet set = trained.testImages(catalog).limit(images);
      Summary summary = Summary.of(network, input);
      List<String> names =
          layer.map(name -> List.of(known(summary, name))).orElse(widening(network, input));
      List<ReceptiveFieldFigure.LayerPanel> panels = new ArrayList<>();
      for (String name : names) {
        progress.accept(name);
        panels.add(
            new ReceptiveFieldFigure.LayerPanel(
                name,
                field(summary, name),
                List.of(
                    EffectiveReceptiveField.measure(trained, name, set),
                    EffectiveReceptiveField.measure(untrained, name, set))));
      }
      return new ReceptiveFields(
          summary, panels, Optional.of(InputPicture.of(trained, set)), set.size());
    }
  }

  private static String known(Summary summary, String layer) {
    List<String> names = summary.rows().stream().map(Summary.Row::name).toList();
    if (!names.contains(layer)) {
      throw new IllegalArgumentException(
          "the network %s has no layer '%s': choose from %s"
              .formatted(summary.network(), layer, String.join(", ", names)));
    }
    return layer;
  }

  /** The layers with feature maps whose receptive field is larger than that of the layer before. */
  private static List<String> widening(Network network, Shape input) {
    Summary summary = Summary.of(network, input);
    List<String> names = new ArrayList<>();
    Size before = Size.of(1);
    Shape shape = input;
    for (Named named : network.layers()) {
      shape = named.layer().output(shape);
      Size size = field(summary, named.name()).size();
      if (!shape.flat() && !size.equals(before)) {
        names.add(named.name());
      }
      before = size;
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "the network %s has no feature maps: every output sees the whole image"
              .formatted(network.name()));
    }
    return names;
  }

  private static ReceptiveField field(Summary summary, String name) {
    return summary.rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow()
        .receptiveField();
  }

  /**
   * Draws the fields.
   *
   * @param texts the bundle {@code understand.field}
   */
  public Figure figure(Texts texts) {
    String title =
        images == 0
            ? texts.text("title", summary.network())
            : texts.text("titleMeasured", summary.network(), texts.number(images));
    return new ReceptiveFieldFigure(
            title, summary.input().height(), summary.input().width(), picture, panels, texts)
        .figure();
  }
}
