package fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooTest {

  @ParameterizedTest
  @CsvSource({
    "lenet5, 1x28x28, 10, 61706",
    "cifarnet, 3x32x32, 10, 1191170",
    "cifarnet, 3x28x28, 10, 1191170",
    "vgg16, 3x224x224, 1000, 138357544",
    "resnet20, 3x32x32, 10, 272474",
    "vgg11, 3x224x224, 1000, 132863336",
    "vgg13, 3x224x224, 1000, 133047848",
    "vgg19, 3x224x224, 1000, 143667240",
    "vgg11_bn, 3x224x224, 1000, 132868840",
    "vgg13_bn, 3x224x224, 1000, 133053736",
    "vgg16_bn, 3x224x224, 1000, 138365992",
    "vgg19_bn, 3x224x224, 1000, 143678248",
    "resnet18, 3x224x224, 1000, 11689512",
    "resnet34, 3x224x224, 1000, 21797672",
    "resnet50, 3x224x224, 1000, 25557032",
    "mobilenet_v2, 3x224x224, 1000, 3504872",
    "convnext_tiny, 3x224x224, 1000, 28589128"
  })
  void networksHaveTheirKnownSizes(String name, String input, int classes, long parameters) {
    Network network = Zoo.network(name, Zoo.Options.classes(classes));
    assertThat(network.name()).isEqualTo(name);
    assertThat(network.parameterCount(Shape.parse(input))).isEqualTo(parameters);
    assertThat(network.output(Shape.parse(input))).isEqualTo(Shape.vector(classes));
  }

  /** The figures called GFLOPS in torchvision's documentation of its weights. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 1.814",
    "resnet34, 3.664",
    "resnet50, 4.089",
    "mobilenet_v2, 0.301",
    "convnext_tiny, 4.456",
    "vgg11, 7.609",
    "vgg13, 11.308",
    "vgg16, 15.47",
    "vgg19, 19.632",
    "vgg11_bn, 7.609",
    "vgg13_bn, 11.308",
    "vgg16_bn, 15.47",
    "vgg19_bn, 19.632"
  })
  void networksForPhotographsCostWhatTorchvisionSays(String name, double billions) {
    long cost = Zoo.network(name, Zoo.Options.classes(1000)).multiplyAdds(Zoo.input(name));
    assertThat(Math.round(cost / 1e6) / 1e3).isEqualTo(billions);
  }

  @Test
  void resnet20CostsWhatItsStagesAddUpTo() {
    long first = 3 * 16 * 9 * 1024;
    long stage1 = 6 * 16 * 16 * 9 * 1024;
    long stage2 = (16 * 32 + 5 * 32 * 32) * 9 * 256 + 16 * 32 * 256;
    long stage3 = (32 * 64 + 5 * 64 * 64) * 9 * 64 + 32 * 64 * 64;
    assertThat(Zoo.network("resnet20", Zoo.Options.classes(10)).multiplyAdds(Zoo.input("resnet20")))
        .isEqualTo(first + stage1 + stage2 + stage3 + 64 * 10)
        .isEqualTo(40_813_184);
  }

  @Test
  void optionsAddLayers() {
    Shape input = Shape.image(3, 32, 32);
    Network network = Zoo.network("cifarnet", new Zoo.Options(7, 0.5, true));
    assertThat(network.layers())
        .extracting(Named::name)
        .containsExactly(
            "conv1",
            "bn1",
            "relu1",
            "pool1",
            "conv2",
            "bn2",
            "relu2",
            "pool2",
            "conv3",
            "bn3",
            "relu3",
            "pool3",
            "flatten",
            "fc4",
            "relu4",
            "dropout4",
            "fc5");
    assertThat(network.output(input)).isEqualTo(Shape.vector(7));
    long classifier = 3 * (1000 + 1);
    assertThat(network.parameterCount(input)).isEqualTo(1191170 - classifier + 2 * (32 + 64 + 64));
  }

  @Test
  void everyNetworkTakesEveryOption() {
    for (String name : Zoo.names()) {
      Shape input = Zoo.input(name);
      Network network = Zoo.network(name, new Zoo.Options(5, 0.25, true));
      List<Layer> layers = network.layers().stream().map(Named::layer).toList();
      assertThat(network.output(input)).isEqualTo(Shape.vector(5));
      assertThat(layers).contains(new Dropout(0.25));
      assertThat(network.parameters(input))
          .extracting(Parameter::role)
          .contains(
              name.equals("convnext_tiny") // which normalises layers
                  ? Parameter.Role.SHIFT
                  : Parameter.Role.RUNNING_VARIANCE);
      assertThat(network.parameters(input)).extracting(Parameter::name).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({"BEFORE, bn1, relu1, pool1", "AFTER, relu1, bn1, pool1", "POOL, relu1, pool1, bn1"})
  void batchNormStandsWhereItIsAskedFor(
      Zoo.BatchNormPlacement placement, String second, String third, String fourth) {
    Network network = Zoo.network("cifarnet", new Zoo.Options(10, 0, 0.2, true, placement));
    assertThat(network.layers().subList(0, 6))
        .extracting(Named::name)
        .containsExactly("conv1", second, third, fourth, "dropout1", "conv2");
    assertThat(network.parameterCount(Shape.image(3, 32, 32)))
        .isEqualTo(1191170 + 2 * (32 + 64 + 64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("vgg16", new Zoo.Options(10, 0, 0.2, true, placement)))
        .withMessageStartingWith("vgg16 supports neither channel dropout nor");
  }

  @Test
  void aCropTo28ChangesNoParameter() {
    Network network = Zoo.network("cifarnet", Zoo.Options.classes(10));
    assertThat(network.parameterCount(Shape.image(3, 28, 28))).isEqualTo(1191170);
    assertThat(network.layers())
        .extracting(Named::layer)
        .filteredOn(layer -> layer instanceof MaxPool2d pool && pool.ceilMode())
        .hasSize(1);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("alexnet", Zoo.Options.classes(10)))
        .withMessage(
            "unknown model 'alexnet': choose from cifarnet, convnext_tiny, lenet5, mobilenet_v2,"
                + " resnet18, resnet20, resnet34, resnet50, vgg11, vgg11_bn, vgg13, vgg13_bn,"
                + " vgg16, vgg16_bn, vgg19, vgg19_bn");
    assertThatIllegalArgumentException().isThrownBy(() -> Zoo.Options.classes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Zoo.Options(10, 1, false));
  }

  @Test
  void anImageThatIsTooSmallIsRefusedByTheLayerThatCannotTakeIt() {
    Network network = Zoo.network("lenet5", Zoo.Options.classes(10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.output(Shape.image(1, 8, 8)))
        .withMessage(
            "layer conv2: Conv2d does not fit its input 6x4x4: its window covers 5x5, the input"
                + " with padding 0x0 only 4x4");
  }
}
