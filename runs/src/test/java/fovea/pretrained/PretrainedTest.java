package fovea.pretrained;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.data.TransferListener;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.experiment.Experiment;
import fovea.experiment.Training;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.recipe.NetworkText;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.train.Safetensors;
import fovea.train.SafetensorsReader;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainedTest {

  private static final Shape INPUT = Shape.image(3, 32, 32);

  @TempDir private Path folder;

  private static Network network(int classes) {
    return Network.of(
        "tiny",
        conv(8, 3).stride(2).withoutBias(),
        batchNorm(),
        relu(),
        conv(12, 3).stride(2),
        relu(),
        globalAvgPool(),
        flatten(),
        linear(classes));
  }

  /** Images of five classes, from the given one on. */
  private static DataSet half(int first) throws IOException {
    DataSet all = new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
    return new DataSet("half", half(all.train().limit(200), first), half(all.test(), first));
  }

  private static ImageSet half(ImageSet all, int first) {
    int[] kept =
        IntStream.range(0, all.size())
            .filter(i -> all.label(i) >= first && all.label(i) < first + 5)
            .toArray();
    byte[] labels = new byte[kept.length];
    byte[] pixels = new byte[kept.length * all.shape().elements()];
    byte[] image = new byte[all.shape().elements()];
    for (int i = 0; i < kept.length; i++) {
      labels[i] = (byte) (all.label(kept[i]) - first);
      all.copy(kept[i], image);
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
    }
    return new ImageSet(all.shape(), all.classes().subList(first, first + 5), labels, pixels);
  }

  private Run pretrained() throws IOException {
    return Experiment.of(half(0), network(5))
        .normalize(NormalizationKind.CHANNEL)
        .epochs(1)
        .batchSize(20)
        .seed(4)
        .train(folder.resolve("base"));
  }

  private static Map<String, float[]> initial(Recipe recipe, Network network, List<String> classes)
      throws IOException {
    try (Model model = new ReferenceEngine().compile(network, INPUT, 1, Precision.F32)) {
      InitialWeights.of(recipe, network, INPUT, classes).write(model);
      return values(model);
    }
  }

  private static Map<String, float[]> values(Model model) {
    Map<String, float[]> values = new HashMap<>();
    for (Variable each : model.variables()) {
      values.put(each.parameter().name(), each.read(each.values()));
    }
    return values;
  }

  private static Recipe recipe(Map<String, String> values) throws IOException {
    return RecipeReader.read("default", values);
  }

  @Test
  void onlyTheHeadIsNewWhenTheClassesAreOthers() throws IOException {
    Run base = pretrained();
    Recipe recipe = recipe(Map.of("init", base.folder().toString(), "seed", "9"));
    Map<String, float[]> same = initial(recipe, network(5), half(0).classes());
    Map<String, float[]> others = initial(recipe, network(5), half(5).classes());
    Map<String, float[]> more = initial(recipe, network(10), List.of("0123456789".split("")));
    for (String name : same.keySet()) {
      boolean head = name.startsWith("fc3");
      assertThat(Arrays.equals(others.get(name), same.get(name))).as(name).isEqualTo(!head);
      assertThat(Arrays.equals(more.get(name), same.get(name))).as(name).isEqualTo(!head);
    }
    assertThat(same.get("bn1.running_mean")).isNotEqualTo(new float[8]);
  }

  @Test
  void everyMismatchIsListed() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    write(
        file,
        Map.of(
            "conv1.weight", List.of(8, 3, 5, 5),
            "bn1.weight", List.of(8),
            "bn1.bias", List.of(8),
            "bn1.running_mean", List.of(8),
            "bn1.num_batches_tracked", List.of(),
            "conv2.weight", List.of(12, 8, 3, 3),
            "conv2.bias", List.of(12),
            "conv9.bias", List.of(12)));
    Recipe recipe = recipe(Map.of("init", file.toString()));
    assertThatThrownBy(() -> initial(recipe, network(5), List.of("a", "b", "c", "d", "e")))
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            ("init is '%s', whose weights are not those of tiny: 8x3x5x5 in the file, 8x3x3x3 in"
                 + " the network: conv1.weight; the file has no bn1.running_var; the network has no"
                 + " conv9.bias")
                .formatted(file));
  }

  private static void write(Path file, Map<String, List<Integer>> shapes) throws IOException {
    List<Safetensors.Entry> entries = new ArrayList<>();
    shapes.forEach(
        (name, shape) -> entries.add(new Safetensors.Entry(name, shape, () -> ramp(shape))));
    Safetensors.write(file, Map.of("format", "pt"), entries);
  }

  private static float[] ramp(List<Integer> shape) {
    float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 97 + 1;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2, timm's, features.1.conv.0.1.running_var, blocks.0.0.bn1.running_var",
    "mobilenet_v2, timm's, features.1.conv.1.weight, blocks.0.0.conv_pw.weight",
    "mobilenet_v2, timm's, features.2.conv.1.0.weight, blocks.1.0.conv_dw.weight",
    "mobilenet_v2, timm's, features.17.conv.2.weight, blocks.6.0.conv_pwl.weight",
    "mobilenet_v2, timm's, features.17.conv.3.bias, blocks.6.0.bn3.bias",
    "mobilenet_v2, timm's, features.18.0.weight, conv_head.weight",
    "mobilenet_v2, timm's, classifier.1.bias, classifier.bias",
    "convnext_tiny, timm's, features.0.1.bias, stem.1.bias",
    "convnext_tiny, timm's, features.1.2.block.3.weight, stages.0.blocks.2.mlp.fc1.weight",
    "convnext_tiny, timm's, features.2.0.weight, stages.1.downsample.0.weight",
    "convnext_tiny, timm's, features.5.8.layer_scale, stages.2.blocks.8.gamma",
    "convnext_tiny, timm's, classifier.0.weight, head.norm.weight",
    "vgg19, timm's, classifier.6.bias, head.fc.bias",
    "vgg16_bn, timm's, features.41.bias, features.41.bias",
    "vgg16_bn, timm's, classifier.3.weight, pre_logits.fc2.weight",
    "vgg16, timm's, fc8.bias, head.fc.bias",
    "vgg16, torchvision's, conv5_3.weight, features.28.weight",
    "vgg16, torchvision's, fc7.weight, classifier.3.weight"
  })
  void knowsTheNamesOfOthers(String model, String whose, String own, String theirs) {
    Network network = Zoo.network(model, Zoo.Options.classes(10));
    assertThat(network.parameters(Zoo.input(model))).extracting(Parameter::name).contains(own);
    assertThat(WeightNames.of(network))
        .filteredOn(names -> names.whose().equals(whose) && names.prefix().isEmpty())
        .singleElement()
        .extracting(names -> names.tensor(own))
        .isEqualTo(theirs);
  }

  @ParameterizedTest
  @CsvSource({"timm's, ''", "timm's, model.", "the network's, module."})
  void takesAWholeFileOfOthersNames(String whose, String prefix) throws IOException {
    Shape input = Zoo.input("mobilenet_v2");
    Network network = Zoo.network("mobilenet_v2", Zoo.Options.classes(3));
    WeightNames names =
        WeightNames.of(network).stream()
            .filter(each -> each.whose().equals(whose) && each.prefix().equals(prefix))
            .findFirst()
            .orElseThrow();
    Map<String, List<Integer>> shapes = new HashMap<>();
    network.parameters(input).forEach(each -> shapes.put(names.tensor(each.name()), each.dims()));
    Path file = folder.resolve("others.safetensors");
    write(file, shapes);

    Map<String, float[]> read =
        initial(recipe(Map.of("init", file.toString())), network, List.of("a", "b", "c"));

    for (Parameter each : network.parameters(input)) {
      assertThat(read.get(each.name())).as(each.name()).isEqualTo(ramp(each.dims()));
    }
  }

  @Test
  void convolutionsInPlaceOfLinearLayersAreRead() throws IOException {
    Network linear = Network.of("n", flatten(), linear(4), relu(), linear(3));
    Path file = folder.resolve("convolutions.safetensors");
    write(
        file,
        Map.of(
            "fc1.weight", List.of(4, 3, 32, 32),
            "fc1.bias", List.of(4),
            "fc2.weight", List.of(3, 4, 1, 1),
            "fc2.bias", List.of(3)));
    Map<String, float[]> read =
        initial(recipe(Map.of("init", file.toString())), linear, List.of("a", "b", "c"));
    assertThat(read.get("fc1.weight")).isEqualTo(ramp(List.of(4, 3 * 32 * 32)));
  }

  @Test
  void imagesAreNormalizedAsThoseOfTheWeights() throws IOException {
    Run base = pretrained();
    Recipe recipe = recipe(Map.of("init", base.folder().toString()));
    assertThat(recipe.normalize()).isEqualTo(NormalizationKind.PRETRAINED);
    Recipe settled = PretrainedNormalization.settle(recipe);
    assertThat(settled.normalize()).isEqualTo(NormalizationKind.GIVEN);
    assertThat(settled.mean().stream().map(Double::floatValue)).isEqualTo(base.info().mean());

    Path file = folder.resolve("foreign.safetensors");
    write(file, Map.of("fc.bias", List.of(3)));
    Recipe foreign = PretrainedNormalization.settle(recipe(Map.of("init", file.toString())));
    assertThat(foreign.mean()).containsExactly(0.485, 0.456, 0.406);
    assertThat(foreign.deviation()).containsExactly(0.229, 0.224, 0.225);

    Recipe own = recipe(Map.of("init", file.toString(), "normalize", "channel"));
    assertThat(PretrainedNormalization.settle(own)).isEqualTo(own);
    assertThatThrownBy(() -> recipe(Map.of("normalize", "pretrained")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("it needs init");
  }

  @Test
  void whatIsFrozenStaysAndResumingIsExact() throws IOException {
    Run base = pretrained();
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("dataset", "cifar10-mini"),
            Map.entry("limit_train", "100"),
            Map.entry("limit_test", "50"),
            Map.entry("init", base.folder().toString()),
            Map.entry("freeze", "..bn1,conv2.bias"),
            Map.entry("body_lr", "0.01"),
            Map.entry("ema", "0.9"),
            Map.entry("momentum", "0.9"),
            Map.entry("epochs", "2"),
            Map.entry("batch_size", "20"));
    Recipe recipe = RecipeReader.of(values, "tiny", NetworkText.of(network(10)));
    Training training =
        new Training(
            new DataCatalog(folder, TransferListener.none()),
            new StopRequest(),
            List.of(),
            event -> {},
            "test",
            "en");
    Run whole = training.train(recipe, Optional.of(folder.resolve("whole"))).run();
    Recipe shorter = RecipeReader.change(recipe, "epochs", "1");
    Run stopped = training.train(shorter, Optional.of(folder.resolve("stopped"))).run();
    Map<String, float[]> before = saved(base.best());
    Files.delete(base.best()); // not needed any more

    training.resume(stopped, RecipeReader.change(stopped.recipe(), "epochs", "2"));

    assertThat(stopped.last()).hasSameBinaryContentAs(whole.last());
    Map<String, float[]> after = saved(whole.last());
    for (String frozen : List.of("conv1.weight", "bn1.weight", "bn1.running_mean", "conv2.bias")) {
      assertThat(after.get(frozen)).as(frozen).isEqualTo(before.get(frozen));
      assertThat(after.get("optimizer.average." + frozen)).isEqualTo(before.get(frozen));
    }
    assertThat(after.get("conv2.weight")).isNotEqualTo(before.get("conv2.weight"));
    assertThat(after).doesNotContainKey("optimizer.momentum.conv1.weight");
  }

  private static Map<String, float[]> saved(Path file) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      Map<String, float[]> values = new HashMap<>();
      for (String name : reader.names()) {
        values.put(name, reader.read(name, reader.shape(name)));
      }
      return values;
    }
  }

  @Test
  void aFileThatIsNoneIsRefusedClearly() throws IOException {
    assertThatThrownBy(() -> recipe(Map.of("init", "hee")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("did you mean 'he'?");
    assertThatThrownBy(() -> WeightsFile.open("no/such.safetensors"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("init is 'no/such.safetensors': there is no such file or run");
    Path pickle = Files.writeString(folder.resolve("weights.pth"), "pickle");
    assertThatThrownBy(() -> WeightsFile.open(pickle.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("convert it");
  }
}
