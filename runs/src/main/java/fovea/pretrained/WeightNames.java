package fovea.pretrained;

import fovea.nn.Flatten;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Residual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A way to name the weights of a network in files.
 *
 * @param whose whose names they are, for messages
 * @param prefix what stands before each name
 * @param layers the name of each layer whose name differs, by the network's own, and of parameters
 *     that are named differently in it
 */
record WeightNames(String whose, String prefix, Map<String, String> layers) {

  /** What training scripts leave before the names, from wrapping the network in another module. */
  private static final List<String> PREFIXES =
      List.of("", "module.", "model.", "backbone.", "_orig_mod.");

  private static final Map<String, String> VGG_HEAD_IN_TIMM =
      Map.of(
          "classifier.0", "pre_logits.fc1",
          "classifier.3", "pre_logits.fc2",
          "classifier.6", "head.fc");

  /** Number of blocks in each stage of MobileNetV2. */
  private static final int[] MOBILE_STAGES = {1, 2, 3, 4, 3, 3, 1};

  WeightNames {
    layers = Map.copyOf(layers);
  }

  /** All known ways to name the weights of a network, its own first. */
  static List<WeightNames> of(Network network) {
    List<WeightNames> all = new ArrayList<>();
    for (String prefix : PREFIXES) {
      all.add(new WeightNames("the network's", prefix, Map.of()));
      all.add(new WeightNames("timm's", prefix, timm(network)));
      all.add(new WeightNames("torchvision's", prefix, sequential(network)));
    }
    return all;
  }

  /** The name of a parameter's tensor. */
  String tensor(String parameter) {
    if (layers.containsKey(parameter)) {
      return prefix + layers.get(parameter);
    }
    int dot = parameter.lastIndexOf('.');
    String layer = parameter.substring(0, dot);
    return prefix + layers.getOrDefault(layer, layer) + parameter.substring(dot);
  }

  /**
   * The names that torchvision gives the layers of VGG networks and AlexNet: their numbers among
   * those before the flattening and after it, where PyTorch has two layers of dropout.
   */
  private static Map<String, String> sequential(Network network) {
    Map<String, String> names = new HashMap<>();
    List<Named> layers = network.layers();
    int flatten = 0;
    while (flatten < layers.size() && !(layers.get(flatten).layer() instanceof Flatten)) {
      names.put(layers.get(flatten).name(), "features." + flatten);
      flatten++;
    }
    int number = 0;
    for (Named named : layers.subList(Math.min(flatten + 1, layers.size()), layers.size())) {
      if (named.layer() instanceof Linear) {
        names.put(named.name(), "classifier." + number);
        number += 3; // linear layer, ReLU, dropout
      }
    }
    return names;
  }

  private static Map<String, String> timm(Network network) {
    if (network.name().equals("mobilenet_v2")) {
      return mobileNet();
    }
    if (network.name().startsWith("convnext")) {
      return convNeXt(network);
    }
    Map<String, String> names = sequential(network);
    names.replaceAll((layer, name) -> VGG_HEAD_IN_TIMM.getOrDefault(name, name));
    return names;
  }

  private static Map<String, String> mobileNet() {
    Map<String, String> names = new HashMap<>();
    names.put("features.0.0", "conv_stem");
    names.put("features.0.1", "bn1");
    List<String> first = List.of("conv_dw", "bn1", "conv_pw", "bn2");
    List<String> others = List.of("conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3");
    int number = 1;
    for (int stage = 0; stage < MOBILE_STAGES.length; stage++) {
      for (int block = 0; block < MOBILE_STAGES[stage]; block++) {
        List<String> inside = stage == 0 ? first : others;
        for (int i = 0; i < inside.size(); i++) {
          names.put(
              "features." + number + ".conv." + mobileLayer(i, inside.size()),
              "blocks." + stage + "." + block + "." + inside.get(i));
        }
        number++;
      }
    }
    names.put("features." + number + ".0", "conv_head");
    names.put("features." + number + ".1", "bn2");
    names.put("classifier.1", "classifier");
    return names;
  }

  /** Stages have their downsampling before their blocks, which torchvision counts as one more. */
  private static Map<String, String> convNeXt(Network network) {
    Map<String, String> names = new HashMap<>();
    for (Named named : network.layers()) {
      String[] path = named.name().split("\\.", -1);
      if (!path[0].equals("features")) {
        continue;
      }
      int number = Integer.parseInt(path[1]);
      String stage = "stages." + number / 2;
      if (named.layer() instanceof Residual) {
        String block = "stages." + (number - 1) / 2 + ".blocks." + path[2];
        names.put(named.name() + ".block.0", block + ".conv_dw");
        names.put(named.name() + ".block.2", block + ".norm");
        names.put(named.name() + ".block.3", block + ".mlp.fc1");
        names.put(named.name() + ".block.5", block + ".mlp.fc2");
        names.put(named.name() + ".layer_scale", block + ".gamma");
      } else {
        names.put(named.name(), (number == 0 ? "stem." : stage + ".downsample.") + path[2]);
      }
    }
    names.put("classifier.0", "head.norm");
    names.put("classifier.2", "head.fc");
    return names;
  }

  /** torchvision's name of a layer with weights in a block: 0.0, 0.1, 1.0, 1.1, 2, 3. */
  private static String mobileLayer(int index, int count) {
    boolean last = index >= count - 2;
    int group = index / 2;
    return last ? Integer.toString(group + index % 2) : group + "." + index % 2;
  }
}
