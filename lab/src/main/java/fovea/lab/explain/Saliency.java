package fovea.lab.explain;

import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;

/**
 * Saliency maps (Simonyan, Vedaldi and Zisserman 2013, section 3.1): the largest absolute gradient,
 * over the channels, of a class's score with respect to each pixel.
 */
public final class Saliency {

  private Saliency() {}

  /**
   * The map, of the size of the image.
   *
   * @param label the class that is explained
   */
  public static HeatMap of(TrainedModel model, ExplainedImage sample, int label) {
    Shape shape = sample.shape();
    float[] weights = new float[model.classes().size()];
    weights[label] = 1;
    float[] gradient;
    try (Probe probe = model.probe(model.model().network(), shape)) {
      gradient = probe.gradient(sample.batch(), weights, 1);
    }
    float[] largest = new float[shape.area()];
    for (int i = 0; i < gradient.length; i++) {
      int pixel = i % shape.area();
      largest[pixel] = Math.max(largest[pixel], Math.abs(gradient[i]));
    }
    return new HeatMap(shape.height(), shape.width(), largest);
  }
}
