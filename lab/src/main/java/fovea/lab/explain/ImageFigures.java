package fovea.lab.explain;

import fovea.engine.Program;
import fovea.lab.explain.PanelGrid.Panel;
import fovea.lab.explain.PanelGrid.Row;
import fovea.lab.words.Texts;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Figures of a network's responses to single images. */
final class ImageFigures {

  private static final double SIDE = 150;

  private final TrainedModel model;
  private final Texts texts;

  ImageFigures(TrainedModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
  }

  /** The feature maps of all layers. */
  Section featureMaps(ExplainedImage sample, String file) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            List.of(texts.text("image"), sample.shape().toString()),
            List.of(Panel.of(sample.picture(), 84))));
    FeatureMaps.of(model, sample).forEach(maps -> rows.add(maps.row()));
    String heading = texts.text("features.title", sample.name());
    return new Section(
        file, heading, texts.text("features.caption"), new PanelGrid(heading, rows).figure());
  }

  /**
   * Saliency, occlusion and Grad-CAM maps for the predicted class and, if the prediction is wrong,
   * for the true class.
   */
  Section maps(ExplainedImage sample, String file) {
    double[] probabilities = probabilities(sample);
    List<Row> rows = new ArrayList<>();
    int predicted = Scores.best(probabilities);
    rows.add(maps(sample, predicted, probabilities));
    if (sample.label().isPresent() && sample.label().getAsInt() != predicted) {
      rows.add(maps(sample, sample.label().getAsInt(), probabilities));
    }
    String heading = texts.text("maps.title", sample.name());
    return new Section(
        file,
        heading,
        texts.text("maps.caption", Occlusion.side(sample.shape())),
        new PanelGrid(heading, rows).figure());
  }

  private Row maps(ExplainedImage sample, int label, double[] probabilities) {
    BufferedImage photograph = sample.picture();
    int rows = sample.shape().height();
    int columns = sample.shape().width();
    HeatMap saliency = Saliency.of(model, sample, label);
    HeatMap occlusion = Occlusion.of(model, sample, label);
    HeatMap gradCam = GradCam.of(model, sample, label);
    boolean right = sample.label().isPresent() && sample.label().getAsInt() == label;
    List<String> words =
        List.of(
            model.classes().get(label),
            texts.percent(probabilities[label]),
            right ? texts.text("maps.true") : "");
    return new Row(
        words,
        List.of(
            Panel.of(photograph, SIDE, texts.text("image")),
            Panel.of(saliency.picture(0, saliency.largest()), SIDE, texts.text("maps.saliency")),
            Panel.of(
                occlusion.overlay(photograph, 0, Math.max(0.01, occlusion.largest())),
                SIDE,
                texts.text("maps.occlusion"),
                texts.text("maps.lost", texts.percent(Math.max(0, occlusion.largest())))),
            Panel.of(
                gradCam.resized(rows, columns).overlay(photograph, 0, gradCam.largest()),
                SIDE,
                "Grad-CAM")));
  }

  private double[] probabilities(ExplainedImage sample) {
    Program program = model.model().evaluation(1);
    program.input().put(0, sample.input());
    program.forward(0);
    return Scores.probabilities(program.output(), 0, program.output().capacity());
  }
}
