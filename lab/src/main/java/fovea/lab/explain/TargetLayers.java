package fovea.lab.explain;

import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import java.util.List;

/** Finds the layers of a network that the analyses look at. */
final class TargetLayers {

  private TargetLayers() {}

  /** The convolutions and residual blocks, in order. */
  static List<Named> convolutional(Network network) {
    return network.layers().stream().filter(named -> convolutional(named.layer())).toList();
  }

  private static boolean convolutional(Layer layer) {
    return layer instanceof Conv2d || layer instanceof Residual;
  }

  /**
   * The layer that outputs the last feature maps: the last convolution or residual block, or the
   * batch normalisation or ReLU that directly follows it; pooling is excluded.
   *
   * @throws IllegalArgumentException if the network has no convolution
   */
  static String lastFeatureMaps(Network network) {
    List<Named> layers = network.layers();
    int last = layers.size() - 1;
    while (last >= 0 && !convolutional(layers.get(last).layer())) {
      last--;
    }
    if (last < 0) {
      throw new IllegalArgumentException("network " + network.name() + " has no convolution");
    }
    while (last + 1 < layers.size() && elementWise(layers.get(last + 1).layer())) {
      last++;
    }
    return layers.get(last).name();
  }

  private static boolean elementWise(Layer layer) {
    return layer instanceof BatchNorm2d || layer instanceof ReLU || layer instanceof ReLU6;
  }

  /**
   * The layer whose output is the input of the last linear layer, skipping dropout and flattening,
   * which do not change values in evaluation mode.
   *
   * @throws IllegalArgumentException if no linear layer follows another layer
   */
  static String lastHidden(Network network) {
    List<Named> layers = network.layers();
    for (int i = layers.size() - 1; i > 0; i--) {
      if (layers.get(i).layer() instanceof Linear) {
        int before = i - 1;
        while (before > 0
            && (layers.get(before).layer() instanceof Dropout
                || layers.get(before).layer() instanceof Flatten)) {
          before--;
        }
        return layers.get(before).name();
      }
    }
    throw new IllegalArgumentException(
        "network " + network.name() + " has no layer before a linear one");
  }
}
