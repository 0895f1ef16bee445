package fovea.nn;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class NetworkTest {

  @Test
  void aNetworkCanBeCutBehindALayer() {
    Network network = Zoo.network("lenet5", Zoo.Options.classes(10));
    Network front = network.upTo("relu2");
    Network back = network.after("relu2");
    Shape between = front.output(Shape.image(1, 28, 28));
    assertThat(between).isEqualTo(Shape.image(16, 10, 10));
    assertThat(back.output(between)).isEqualTo(Shape.vector(10));
    List<Parameter> parts = new ArrayList<>(front.parameters(Shape.image(1, 28, 28)));
    parts.addAll(back.parameters(between));
    assertThat(parts).isEqualTo(network.parameters(Shape.image(1, 28, 28)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.upTo("relu9"))
        .withMessage("network lenet5 has no layer relu9");
    assertThatIllegalArgumentException().isThrownBy(() -> network.after("fc5"));
  }

  @Test
  void aNetworkCanBeCutWithinABlock() {
    Network network = Zoo.network("resnet20", Zoo.Options.classes(10));
    Shape input = Shape.image(3, 32, 32);
    List<String> known = network.parameters(input).stream().map(Parameter::name).toList();

    for (Summary.Row row : Summary.of(network, input).rows()) {
      Network front = network.upTo(row.name());
      assertThat(front.output(input)).as(row.name()).isEqualTo(row.output());
      assertThat(Network.receptiveField(front.layers(), ReceptiveField.ofInput(input), input))
          .as(row.name())
          .isEqualTo(row.receptiveField());
      assertThat(known).containsAll(front.parameters(input).stream().map(Parameter::name).toList());
    }
    assertThat(network.upTo("layer2.0.shortcut.0").layers())
        .extracting(Named::name)
        .endsWith("layer1.2.relu2", "layer2.0.shortcut.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.upTo("layer1.0.relu9"))
        .withMessage("network resnet20 has no layer layer1.0.relu9");
  }

  @Test
  void layersAreNumberedThroughAndWhatFollowsTakesTheNumber() {
    Network network =
        Network.of(
            "n",
            conv(2, 3),
            batchNorm(),
            relu(),
            relu(),
            relu(),
            maxPool(2),
            residual(relu()),
            avgPool(1),
            globalAvgPool(),
            flatten(),
            linear(4),
            gelu(),
            relu6(),
            dropout(0.1),
            softmax());
    assertThat(network.layers())
        .extracting(Named::name)
        .containsExactly(
            "conv1",
            "bn1",
            "relu1",
            "relu1b",
            "relu1c",
            "pool1",
            "block2",
            "pool2",
            "pool2b",
            "flatten",
            "fc3",
            "gelu3",
            "relu3",
            "dropout3",
            "softmax3");
  }

  @Test
  void layersInFrontOfTheFirstWeightsAreNumberedOne() {
    assertThat(Layers.name(List.of(relu(), conv(1, 1), relu())))
        .extracting(Named::name)
        .containsExactly("relu1", "conv1", "relu1b");
  }

  @Test
  void lettersGoOnAfterZ() {
    List<String> names =
        Layers.name(Collections.nCopies(20_000, relu())).stream().map(Named::name).toList();
    assertThat(names.subList(24, 29))
        .containsExactly("relu1y", "relu1z", "relu1aa", "relu1ab", "relu1ac");
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void parametersHaveThePathToThemInTheirNames() {
    Network network =
        Network.of(
            "n",
            conv(6, 3).groups(2).withoutBias(),
            residual(conv(6, 3).same(), batchNorm(), residual(conv(6, 1).withoutBias())),
            flatten(),
            linear(3));
    List<Parameter> parameters = network.parameters(Shape.image(4, 5, 5));
    assertThat(parameters)
        .extracting(Parameter::name)
        .containsExactly(
            "conv1.weight",
            "block2.conv1.weight",
            "block2.conv1.bias",
            "block2.bn1.weight",
            "block2.bn1.bias",
            "block2.bn1.running_mean",
            "block2.bn1.running_var",
            "block2.block2.conv1.weight",
            "fc3.weight",
            "fc3.bias");
    assertThat(parameters.get(0).dims()).containsExactly(6, 2, 3, 3);
    assertThat(parameters.get(8).dims()).containsExactly(3, 6 * 9);
  }

  @Test
  void namesAreUnique() {
    Named one = new Named("a", conv(2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network("n", List.of(one, one)))
        .withMessage("network n has two layers called a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Residual(List.of(one), List.of(one)))
        .withMessage("a residual block has two layers called a");
    refused("a layer's name must not be blank", () -> new Named(" ", relu()));
    refused("network n has no layer", () -> new Network("n", List.of()));
  }

  @Test
  void everyQuestionNamesTheLayerThatDoesNotFit() {
    Network network = Network.of("n", conv(4, 3), residual(conv(4, 9)));
    Shape input = Shape.image(1, 8, 8);
    List<ThrowingCallable> questions =
        List.of(
            () -> network.output(input),
            () -> network.parameters(input),
            () -> network.multiplyAdds(input),
            () -> Summary.of(network, input));
    for (ThrowingCallable question : questions) {
      assertThatThrownBy(question)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer block2: layer conv1: Conv2d does not fit its input 4x6x6");
    }
  }

  @Test
  void impossibleShapesAreRefusedWithTheReason() {
    Shape maps = Shape.image(3, 8, 8);
    Shape vector = Shape.vector(8);
    refused(
        "Conv2d takes feature maps (C x H x W), not a vector of 8",
        () -> conv(2, 1).output(vector));
    refused("MaxPool2d takes feature maps", () -> maxPool(2).output(vector));
    refused("AvgPool2d takes feature maps", () -> avgPool(2).output(vector));
    refused("GlobalAvgPool2d takes feature maps", () -> globalAvgPool().output(vector));
    refused("BatchNorm2d takes feature maps", () -> batchNorm().output(vector));
    refused("Linear takes a vector, not feature maps of 3x8x8", () -> linear(2).output(maps));
    refused("do not divide the 3 channels", () -> conv(4, 1).groups(2).output(maps));
    refused("the body gives 5x8x8, the shortcut 3x8x8", () -> residual(conv(5, 1)).output(maps));
    refused("more than 2^31 - 1 elements", () -> conv(1 << 30, 1).output(maps));
    refused("more than 2^31 - 1 elements", () -> linear(1 << 30).parameters(vector));
  }

  @Test
  void impossibleOptionsAreRefusedWithTheirValue() {
    refused("filters is 0: it must be at least 1", () -> conv(0, 3));
    refused("kernel is 0x0: it must be at least 1", () -> conv(1, 0));
    refused("stride is 0x0: it must be at least 1", () -> conv(1, 3).stride(0));
    refused("padding is -1x-1: it must be at least 0", () -> conv(1, 3).pad(-1));
    refused("dilation is 0x0: it must be at least 1", () -> conv(1, 3).dilation(0));
    refused("groups is 3: it must divide the 4 filters", () -> conv(4, 3).groups(3));
    refused("groups is 0: it must be at least 1", () -> conv(4, 3).groups(0));
    refused("kernel extent is 4x4", () -> conv(4, 4).same());
    refused("padding is 2x2: it must be at most half the kernel 3x3", () -> maxPool(3).pad(2));
    refused("padding is 1x1: it must be at most half the kernel 1x1", () -> avgPool(1).pad(1));
    refused("features is 0: it must be at least 1", () -> linear(0));
    refused("dropout rate is 1.0", () -> dropout(1));
    refused("dropout rate is NaN", () -> dropout(Double.NaN));
    refused("epsilon is 0.0", () -> new BatchNorm2d(0, 0.1));
    refused("momentum is 2.0", () -> new BatchNorm2d(1e-5, 2));
    refused("body is empty", () -> new Residual(List.of(), List.of()));
  }

  private static void refused(String message, ThrowingCallable question) {
    assertThatThrownBy(question)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
