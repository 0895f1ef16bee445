package fovea.lab.explain;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;

/**
 * Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): the sum of the last feature maps, each
 * weighted by the mean gradient of the class's score with respect to it, and clipped at 0 to keep
 * only evidence for the class.
 */
public final class GradCam {

  private GradCam() {}

  /**
   * The heat map, of the size of the last feature maps.
   *
   * @param label the class that is explained
   * @throws IllegalArgumentException if the network has no convolution
   */
  public static HeatMap of(TrainedModel model, ExplainedImage sample, int label) {
    Network network = model.model().network();
    String layer = TargetLayers.lastFeatureMaps(network);
    Network front = network.upTo(layer);
    Shape maps = front.output(sample.shape());
    float[] weights = new float[model.classes().size()];
    weights[label] = 1;
    try (Probe backbone = model.probe(front, sample.shape());
        Probe head = model.probe(network.after(layer), maps)) {
      float[] activations = backbone.forward(sample.batch(), 1);
      float[] gradient = head.gradient(FloatBuffer.wrap(activations), weights, 1);
      return weighted(activations, gradient, maps);
    }
  }

  static HeatMap weighted(float[] activations, float[] gradient, Shape maps) {
    int area = maps.area();
    float[] sum = new float[area];
    for (int channel = 0; channel < maps.channels(); channel++) {
      double weight = 0;
      for (int i = 0; i < area; i++) {
        weight += gradient[channel * area + i] / area;
      }
      for (int i = 0; i < area; i++) {
        sum[i] += (float) weight * activations[channel * area + i];
      }
    }
    for (int i = 0; i < area; i++) {
      sum[i] = Math.max(0, sum[i]);
    }
    return new HeatMap(maps.height(), maps.width(), sum);
  }
}
