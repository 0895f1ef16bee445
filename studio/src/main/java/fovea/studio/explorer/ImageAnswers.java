package fovea.studio.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Program;
import fovea.lab.explain.ExplainedImage;
import fovea.lab.explain.GradCam;
import fovea.lab.explain.HeatMap;
import fovea.lab.explain.Occlusion;
import fovea.lab.explain.Saliency;
import fovea.lab.explain.Scan;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.probe.Probe;
import fovea.studio.web.Json;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.util.List;

/** What a network computes for one image, as JSON. */
final class ImageAnswers {

  private ImageAnswers() {}

  /** The probabilities, and the layers with feature maps. */
  static ObjectNode overview(TrainedModel model, ExplainedImage image) {
    ObjectNode answer = Json.object();
    answer.set("classes", Json.tree(model.classes()));
    answer.set("shape", Json.tree(image.shape().dims()));
    image.label().ifPresent(label -> answer.put("label", label));
    answer.set("probabilities", Json.tree(probabilities(model, image)));
    answer.put("pixels", Floats.text(image.pixels()));
    ArrayNode layers = answer.putArray("layers");
    for (Summary.Row row : Summary.of(model.model().network(), image.shape()).rows()) {
      if (row.output().flat()) {
        continue;
      }
      layers
          .addObject()
          .put("name", row.name())
          .put("type", row.layer().type())
          .put("field", row.receptiveField().size().height())
          .set("output", Json.tree(row.output().dims()));
    }
    return answer;
  }

  private static double[] probabilities(TrainedModel model, ExplainedImage image) {
    Program program = model.model().evaluation(1);
    program.forward(image.batch(), 0);
    return Scores.probabilities(program.output(), 0, model.classes().size());
  }

  /**
   * The output of a layer.
   *
   * @throws IllegalArgumentException if there is no such layer
   */
  static ObjectNode maps(TrainedModel model, ExplainedImage image, String layer) {
    try (Probe probe = model.probe(model.model().network().upTo(layer), image.shape())) {
      Shape shape = probe.output();
      return Json.object()
          .put("layer", layer)
          .put("channels", shape.channels())
          .put("height", shape.height())
          .put("width", shape.width())
          .put("values", Floats.text(probe.forward(image.batch(), 1)));
    }
  }

  /**
   * Which pixels matter for a class.
   *
   * @param method {@code saliency}, {@code occlusion} or {@code gradcam}
   * @throws IllegalArgumentException if there is no such method, or the network has no convolution
   */
  static ObjectNode heat(TrainedModel model, ExplainedImage image, String method, int label) {
    HeatMap map =
        switch (method) {
          case "saliency" -> Saliency.of(model, image, label);
          case "occlusion" -> Occlusion.of(model, image, label);
          case "gradcam" -> GradCam.of(model, image, label);
          default ->
              throw new IllegalArgumentException(
                  "method is '%s': it must be saliency, occlusion or gradcam".formatted(method));
        };
    return Floats.map(map);
  }

  /**
   * What one output of a layer depends on: the rectangle that it can see, and the gradient of the
   * output with respect to each pixel of this image, as its L2 norm over the colours.
   *
   * @throws IllegalArgumentException if there is no such layer or output
   */
  static ObjectNode field(
      TrainedModel model, ExplainedImage image, String layer, int channel, int row, int column) {
    Network part = model.model().network().upTo(layer);
    Shape output = part.output(image.shape());
    if (channel >= output.channels() || row >= output.height() || column >= output.width()) {
      throw new IllegalArgumentException(
          "%s has no output %s at %s, %s: its shape is %s"
              .formatted(layer, channel, row, column, output));
    }
    float[] weights = new float[output.elements()];
    weights[(channel * output.height() + row) * output.width() + column] = 1;
    float[] gradient;
    try (Probe probe = model.probe(part, image.shape())) {
      gradient = probe.gradient(image.batch(), weights, 1);
    }
    ObjectNode answer = Floats.map(norms(gradient, image.shape()));
    ReceptiveField field = theoretical(model, image.shape(), layer);
    answer
        .put("top", field.startRow() + row * field.jump().height())
        .put("left", field.startColumn() + column * field.jump().width())
        .put("rows", field.size().height())
        .put("columns", field.size().width());
    return answer;
  }

  private static ReceptiveField theoretical(TrainedModel model, Shape input, String layer) {
    List<Summary.Row> rows = Summary.of(model.model().network(), input).rows();
    return rows.stream()
        .filter(each -> each.name().equals(layer))
        .findFirst()
        .orElseThrow()
        .receptiveField();
  }

  private static HeatMap norms(float[] gradient, Shape shape) {
    float[] norms = new float[shape.area()];
    for (int pixel = 0; pixel < norms.length; pixel++) {
      double squares = 0;
      for (int channel = 0; channel < shape.channels(); channel++) {
        double value = gradient[channel * shape.area() + pixel];
        squares += value * value;
      }
      norms[pixel] = (float) Math.sqrt(squares);
    }
    return new HeatMap(shape.height(), shape.width(), norms);
  }

  /**
   * A photograph seen window by window.
   *
   * @param side length that the photograph's shorter side is brought to
   * @throws IllegalArgumentException if it is too small or too large then, or the run's
   *     normalisation does not apply to larger images
   */
  static ObjectNode scan(TrainedModel model, BufferedImage photograph, int side) {
    double scale = (double) side / Math.min(photograph.getWidth(), photograph.getHeight());
    Scan scan = Scan.of(model, photograph, scale);
    ObjectNode answer = Json.object();
    answer.set("classes", Json.tree(model.classes()));
    answer
        .put("scale", scale)
        .put("imageHeight", scan.input().height())
        .put("imageWidth", scan.input().width())
        .put("window", scan.window().height())
        .put("step", scan.step().height());
    ArrayNode maps = answer.putArray("maps");
    scan.maps().forEach(map -> maps.add(Floats.map(map)));
    return answer;
  }
}
