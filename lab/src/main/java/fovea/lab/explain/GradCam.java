package fovea.lab.explain;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;

/**
 * Where the last feature maps speak for a class (Selvaraju et al. 2017, equations 1 and 2): the
 * maps' sum, each weighted by the mean gradient of the class's score with respect to it; what is
 * below 0 speaks for other classes and is left out.
 */
final class GradCam {

  private GradCam() {}

  /** The map, as large as the network's last feature maps. */
  static HeatMap of(TrainedModel model, ExplainedImage sample, int label) {
    Network network = model.model().network();
    String layer = TargetLayers.lastFeatureMaps(network);
    Network front = network.until(layer);
    Shape maps = front.output(sample.shape());
    float[] weights = new float[model.classes().size()];
    weights[label] = 1;
    try (Probe eye = model.probe(front, sample.shape(), 2);
        Probe judge = model.probe(network.after(layer), maps, 2)) {
      float[] activations = eye.forward(sample.batch(), 1);
      float[] gradient = judge.gradient(FloatBuffer.wrap(activations), weights, 1);
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
