package fovea.recipe;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.layerNorm;
import static fovea.nn.Layers.layerScale;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.scale;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private static NetworkText text(String... lines) {
    return NetworkFile.parse("mine.yaml", String.join("\n", lines)).network();
  }

  private static List<Named> layers(String... lines) {
    return text(lines).network("mine", 10).layers();
  }

  private static List<String> names(String... lines) {
    return layers(lines).stream().map(Named::name).toList();
  }

  @Provide
  Arbitrary<Network> networks() {
    return Networks.any();
  }

  @Property(tries = 500)
  void anyNetworkComesBackFromItsText(@ForAll("networks") Network network) {
    if (hasNameTwice(network)) {
      return; // a name with points can be that of another block's layer: refused elsewhere
    }
    NetworkText text = NetworkText.of(network);
    assertThat(text.network("any", 7)).isEqualTo(network);
    NetworkFile file = new NetworkFile(Optional.of("any"), Optional.empty(), text);
    NetworkFile again = NetworkFile.parse("any.yaml", file.toString());
    assertThat(again).isEqualTo(file).hasToString(file.toString());
    assertThat(again.network().network("any", 7)).isEqualTo(network);
    assertThat(NetworkFile.parse("any.yaml", text.toString()).network())
        .isEqualTo(text)
        .hasSameHashCodeAs(text)
        .hasToString(text.toString());
    assertThat(NetworkText.in("any.yaml", "epochs: 3\n" + file)).contains(text);
    assertThat(throughJackson(text)).isEqualTo(text);
  }

  private static NetworkText throughJackson(NetworkText text) {
    try {
      NetworkText json = JSON.readValue(JSON.writeValueAsString(text), NetworkText.class);
      return YAML.readValue(YAML.writeValueAsString(json), NetworkText.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean hasNameTwice(Network network) {
    List<String> all = new ArrayList<>();
    collect(all, "", network.layers());
    return all.stream().distinct().count() < all.size();
  }

  private static void collect(List<String> all, String prefix, List<Named> layers) {
    for (Named named : layers) {
      all.add(prefix + named.name());
      if (named.layer() instanceof Residual block) {
        collect(all, prefix + named.name() + ".", block.body());
        collect(all, prefix + named.name() + ".", block.shortcut());
      }
    }
  }

  static List<Network> zoo() {
    List<Network> networks = new ArrayList<>();
    for (double dropout : new double[] {0, 0.25}) {
      for (boolean norm : new boolean[] {false, true}) {
        for (String name : Zoo.names()) {
          networks.add(Zoo.network(name, new Zoo.Options(13, dropout, norm)));
        }
        for (Zoo.BatchNormPlacement placement : Zoo.BatchNormPlacement.values()) {
          for (double channels : new double[] {0, 0.1}) {
            Zoo.Options options = new Zoo.Options(10, dropout, channels, norm, placement);
            networks.add(Zoo.network("cifarnet", options));
            networks.add(Zoo.network("lenet5", options));
          }
        }
      }
    }
    return networks;
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void networksOfTheZooComeBackFromTheirText(Network network) {
    NetworkText text = NetworkText.of(network);
    assertThat(text.needsClasses()).isFalse();
    assertThat(text.network(network.name(), 1)).isEqualTo(network);
    assertThat(text(text.toString()).network(network.name(), 1)).isEqualTo(network);
  }

  @Test
  void theSheetsNetworkReadsAsTheSheetHasIt() {
    Network cifarnet = Zoo.network("cifarnet", Zoo.Options.classes(10));
    NetworkFile file =
        new NetworkFile(
            Optional.of("cifarnet"), Optional.of(Shape.image(3, 32, 32)), NetworkText.of(cifarnet));
    assertThat(file)
        .hasToString(
            """
            name: cifarnet
            input: 3x32x32
            network:
              - conv 32 5x5 same
              - relu
              - maxpool 2
              - conv 64 5x5 same
              - relu
              - maxpool 2
              - conv 64 5x5 same
              - relu
              - maxpool 2 ceil
              - flatten
              - linear 1000
              - relu
              - linear 10
            """);
  }

  @Test
  void blocksAreIndentedBelowTheirNames() {
    List<String> lines =
        NetworkText.of(Zoo.network("resnet20", Zoo.Options.classes(10)))
            .toString()
            .lines()
            .toList();
    assertThat(lines.subList(0, 12))
        .containsExactly(
            "- conv 16 3x3 same no bias",
            "- batchnorm",
            "- relu",
            "- layer1.0:",
            "    residual:",
            "      - conv 16 3x3 same no bias",
            "      - batchnorm",
            "      - relu",
            "      - conv 16 3x3 same no bias",
            "      - batchnorm",
            "- layer1.0.relu2: relu",
            "- layer1.1:");
    assertThat(lines)
        .containsSubsequence(
            "- layer2.0:",
            "    shortcut:",
            "      - conv 32 1x1 stride 2 no bias",
            "      - batchnorm",
            "- layer2.0.relu2: relu");
  }

  static List<Arguments> lines() {
    Size one = Size.of(1);
    Conv2d full = new Conv2d(32, Size.of(5, 3), Size.of(2, 1), Size.of(1), Size.of(2), 4, false);
    return List.of(
        line("conv 32 5x5 same", conv(32, 5).same()),
        line("conv 32 5", conv(32, 5)),
        line("Conv 32 5X5 SAME", conv(32, 5).same()),
        line("conv2d same 32 5", conv(32, 5).same()),
        line("Conv2d 32 5x5 padding same", conv(32, 5).same()),
        line("conv2d 32, 5, padding='same'", conv(32, 5).same()),
        line("conv 32 5 padding valid", conv(32, 5)),
        line("conv 32 5\u00D75 pad 2", conv(32, 5).same()),
        line("conv 8 3 stride 2 pad 1", conv(8, 3).stride(2).pad(1)),
        line("conv 8 3, padding=1, stride=2", conv(8, 3).stride(2).pad(1)),
        line("convolution 8 3 strides 2 padding 1", conv(8, 3).stride(2).pad(1)),
        line("conv 8 3 dilation 2 same", conv(8, 3).dilation(2).same()),
        line("conv 8 3 no bias", conv(8, 3).withoutBias()),
        line("conv 8 3 without bias", conv(8, 3).withoutBias()),
        line("conv 8 3 bias=False", conv(8, 3).withoutBias()),
        line("conv 8 3 use_bias=false", conv(8, 3).withoutBias()),
        line("conv 8 3 bias", conv(8, 3)),
        line("conv 32 5x3 stride 2x1 pad 1 dilation 2 groups 4 no bias", full),
        line("conv no bias groups 4 32 dilation 2 5x3 pad 1x1 stride 2x1", full),
        line("maxpool 2", maxPool(2)),
        line("MaxPool2d 2x2", maxPool(2)),
        line("max_pool 2", maxPool(2)),
        line("max pooling 2", maxPool(2)),
        line("MaxPooling2D 2", maxPool(2)),
        line("max-pool 3 ceil stride 2 pad 1", maxPool(3).stride(2).pad(1).ceil()),
        line("maxpool 3 stride 2 ceil_mode=True", maxPool(3).stride(2).ceil()),
        line(
            "maxpool 3x1 stride 2x1",
            new MaxPool2d(Size.of(3, 1), Size.of(2, 1), Size.of(0), false)),
        line("avgpool 2", avgPool(2)),
        line("average pooling 2 ceil", avgPool(2).ceil()),
        line("avgpool 3 pad 1 exclude padding", avgPool(3).pad(1).withoutCountingPadding()),
        line("avgpool 3 exclude padding padding 1", avgPool(3).pad(1).withoutCountingPadding()),
        line(
            "AvgPool2d 3 padding=1 count_include_pad=False",
            avgPool(3).pad(1).withoutCountingPadding()),
        line("avgpool 2x3 stride 1", new AvgPool2d(Size.of(2, 3), one, Size.of(0), false, true)),
        line("global avgpool", globalAvgPool()),
        line("Global Average Pooling", globalAvgPool()),
        line("global_average_pooling2d", globalAvgPool()),
        line("batchnorm", batchNorm()),
        line("BN", batchNorm()),
        line("BatchNorm2d", batchNorm()),
        line("batch norm eps 1e-3 momentum 0.01", new BatchNorm2d(1e-3, 0.01)),
        line("batchnorm momentum .5", new BatchNorm2d(1e-5, 0.5)),
        line("dropout 0.5", dropout(0.5)),
        line("dropout .2 channels", channelDropout(0.2)),
        line("Dropout2d 0.2", channelDropout(0.2)),
        line("spatial dropout 0.2", channelDropout(0.2)),
        line("flatten", flatten()),
        line("linear 1000", linear(1000)),
        line("fc 1000 no bias", linear(1000).withoutBias()),
        line("Dense 1000", linear(1000)),
        line("fully-connected 1000", linear(1000)),
        line("linear classes", linear(10)),
        line("linear CLASSES no bias", linear(10).withoutBias()),
        line("conv classes 1x1", conv(10, 1)),
        line("ReLU", relu()),
        line("relu6", relu6()),
        line("ReLU6", relu6()),
        line("gelu", gelu()),
        line("scale 1/9", scale(1.0 / 9)),
        line("scale -0.5", scale(-0.5)),
        line("scale 4", scale(4)),
        line("batchnorm no scale", batchNorm().withoutScale()),
        line("conv 8 1x1 no bias matrix", conv(8, 1).withoutBias().asMatrix()),
        line("layerscale", layerScale()),
        line("layernorm", layerNorm()),
        line("layernorm epsilon 1e-5", new LayerNorm2d(1e-5)),
        line("bn eps 1e-12 momentum 0.4 without scale", new BatchNorm2d(1e-12, 0.4, false)),
        line("conv 24 2x2 whitening", conv(24, 2).whitening()),
        line("conv 24 2 whitened", conv(24, 2).whitening()),
        line("conv 64 3x3 same no bias dirac", conv(64, 3).same().withoutBias().dirac()),
        line("softmax", softmax()));
  }

  private static Arguments line(String text, Layer layer) {
    return Arguments.of(text, layer);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aLineIsALayer(String line, Layer layer) {
    assertThat(layers("- " + line)).extracting(Named::layer).containsExactly(layer);
  }

  @Test
  void layersWithoutNamesAreNumberedThrough() {
    assertThat(
            names(
                "- conv 8 3",
                "- relu",
                "- conv 8 3",
                "- batchnorm",
                "- relu",
                "- relu",
                "- flatten",
                "- linear 10"))
        .containsExactly("conv1", "relu1", "conv2", "bn2", "relu2", "relu2b", "flatten", "fc3");
  }

  @Test
  void aNameLeavesAllOthersAsTheyWere() {
    assertThat(names("- conv 8 3", "- middle: conv 8 3", "- relu", "- conv 8 3"))
        .containsExactly("conv1", "middle", "relu2", "conv3");
  }

  @Test
  void whoseNameIsGivenToAnotherGetsANumber() {
    assertThat(names("- conv2: conv 8 3", "- conv 8 3")).containsExactly("conv2", "conv2_2");
  }

  @Test
  void aBlocksLayersAreNamedByThemselves() {
    Named block =
        layers(
                "- stem: relu",
                "- residual:",
                "    - conv 3 1",
                "    - relu",
                "  Shortcut:",
                "    - conv 3 1",
                "    - bn: batchnorm",
                "- relu")
            .get(1);
    assertThat(block)
        .isEqualTo(
            new Named(
                "block1",
                new Residual(
                    List.of(new Named("conv1", conv(3, 1)), new Named("relu1", relu())),
                    List.of(new Named("shortcut.0", conv(3, 1)), new Named("bn", batchNorm())))));
  }

  @Test
  void aShortcutThatIsEmptyIsTheIdentity() {
    NetworkText plain = text("- residual: [relu]");
    assertThat(text("- residual: [relu]", "  shortcut:")).isEqualTo(plain);
    assertThat(text("- residual: [relu]", "  shortcut: []")).isEqualTo(plain);
    assertThat(text("- residual: [relu]", "  shortcut: identity")).isEqualTo(plain);
    assertThat(text("- {shortcut: identity, residual: [relu]}")).isEqualTo(plain);
  }

  @Test
  void aRepeatIsItsListWrittenOut() {
    assertThat(
            text("- repeat 2:", "    - conv 8 3", "    - Repeat 2:", "        - relu", "- flatten"))
        .isEqualTo(
            text("- conv 8 3", "- relu", "- relu", "- conv 8 3", "- relu", "- relu", "- flatten"));
  }

  @Test
  void marksTellTheRoundsApart() {
    assertThat(
            names(
                "- repeat 2:",
                "    - conv_#: conv 8 3",
                "    - repeat 2:",
                "        - block#.#:",
                "            residual:",
                "              - only: relu",
                "              - repeat 1: [inner#: relu]"))
        .containsExactly("conv_1", "block1.1", "block1.2", "conv_2", "block2.1", "block2.2");
  }

  @Test
  void anInputAndANameStandBesideTheList() {
    NetworkFile file =
        NetworkFile.parse("mine.yaml", "input: 1x28x28\nname: 007\nnetwork: [flatten, linear 10]");
    assertThat(file.name()).contains("007");
    assertThat(file.input()).contains(Shape.image(1, 28, 28));
    assertThat(NetworkFile.parse("mine.yaml", file.toString())).isEqualTo(file);
  }

  @Test
  void aRecipeMayHoldANetwork() {
    String recipe = "dataset: cifar10\nmilestones: [1, 2]\nnetwork:\n  - flatten\nepochs: &a 3\n";
    assertThat(NetworkText.in("r.yaml", recipe)).contains(text("- flatten"));
    assertThat(NetworkText.in("r.yaml", "dataset: cifar10\n")).isEmpty();
    assertThat(NetworkText.in("r.yaml", "")).isEmpty();
    assertThat(NetworkText.in("r.yaml", "- flatten")).isEmpty();
  }

  @Test
  void onlyWhatSaysSoNeedsTheClasses() {
    assertThat(text("- residual: [linear classes]").needsClasses()).isTrue();
    assertThat(text("- conv classes 1x1").needsClasses()).isTrue();
    assertThat(text("- linear 10").needsClasses()).isFalse();
    assertThat(text("- linear classes")).isNotEqualTo(text("- linear 10"));
    assertThat(text("- linear classes no bias", "- conv classes 1 no bias"))
        .hasToString("- linear classes no bias\n- conv classes 1x1 no bias\n");
  }

  @Test
  void aComponentOfARecordIsReadAndWritten() throws JsonProcessingException {
    Holder holder = new Holder(text("- conv 8 3", "- x: relu", "- residual: [relu]"));
    String yaml = YAML.writeValueAsString(holder);
    assertThat(YAML.readValue(yaml, Holder.class)).isEqualTo(holder);
    assertThat(NetworkText.in("r.yaml", yaml)).contains(holder.network());
  }

  private record Holder(NetworkText network) {}

  @Test
  void aFittingNetworkIsNotRefused() {
    text("- conv 8 3 same", "- residual: [relu]", "- flatten", "- linear classes")
        .check(Shape.image(3, 8, 8), 4);
  }
}
