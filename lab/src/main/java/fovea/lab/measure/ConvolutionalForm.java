package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;

/**
 * Outputs of a network with linear layers, and of the same with convolutions in their place (Long,
 * Shelhamer and Darrell 2015, section 3.1), both computed in f32.
 *
 * @param images number of images
 * @param largestOutput the largest magnitude of an output
 * @param largestDifference the largest magnitude of a difference between the two
 */
public record ConvolutionalForm(int images, double largestOutput, double largestDifference) {

  /** Computes both for images. */
  public static ConvolutionalForm of(TrainedModel model, ImageSet images) {
    Network network = model.model().network();
    Shape input = model.model().input();
    InputImages inputs = InputImages.of(model, images);
    try (Probe linear = model.probe(network, input);
        Probe convolutional = model.probe(network.fullyConvolutional(input), input)) {
      float[] one = linear.forward(inputs.buffer(), inputs.count());
      float[] other = convolutional.forward(inputs.buffer(), inputs.count());
      double output = 0;
      double difference = 0;
      for (int i = 0; i < one.length; i++) {
        output = Math.max(output, Math.abs(one[i]));
        difference = Math.max(difference, Math.abs((double) one[i] - other[i]));
      }
      return new ConvolutionalForm(images.size(), output, difference);
    }
  }
}
