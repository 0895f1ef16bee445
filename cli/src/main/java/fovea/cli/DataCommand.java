package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataSet;
import fovea.data.Duplicates;
import fovea.images.NormalizationStatistics;
import fovea.lab.chart.AugmentationFigure;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea data} command: fetches, describes and draws data sets. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Fetches, describes and draws data sets.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  fovea data fetch cifar10",
      "  fovea data info photos/",
      "  fovea data show cifar10 --augment rotate,flip"
    })
final class DataCommand {

  /** The name of the text bundle. */
  private static final String BUNDLE = "data";

  private final Console console;

  DataCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Fetches a data set into the cache and verifies it.",
      footer = {"", "Example:", "  fovea data fetch mnist"})
  int fetch(
      @Parameters(
              paramLabel = "NAME",
              descriptionKey = "name",
              description = "cifar10, cifar10-mini, mnist or fashion-mnist.")
          String name,
      @Mixin LanguageOption language)
      throws IOException {
    Texts texts = language.texts(BUNDLE);
    new DataDisplay(console, texts).printAvailable(console.catalog(language.language()).load(name));
    return 0;
  }

  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = {
        "Shows classes, image counts, duplicates, and the statistics of each normalisation.",
        "They are measured on the training images."
      },
      footer = {
        "",
        "Examples:",
        "  fovea data info cifar10",
        "  fovea data info cifar10 --lang fr",
        "  fovea data info photos/ --image-size 64 --resize pad",
        "  fovea data info photos/ --json"
      })
  int info(
      @Parameters(
              paramLabel = "NAME|DIR",
              descriptionKey = "name",
              description = "A data set or a directory.")
          String name,
      @Option(
              names = "--whitening",
              description = "Measure the whitening of larger images too, which takes minutes.")
          boolean whitening,
      @Mixin FolderOptions folder,
      @Mixin LanguageOption language,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    Texts texts = language.texts(BUNDLE);
    DataSet data = folder.load(console.catalog(language.language()), name);
    NormalizationStatistics statistics =
        NormalizationStatistics.of(data.train(), console.catalog(language.language()), whitening);
    if (json) {
      ObjectNode node = json(data);
      DataDisplay.add(node, Duplicates.of(data));
      NormalizationTable.add(node, data.shape(), statistics);
      console.json(node);
    } else {
      DataDisplay display = new DataDisplay(console, texts);
      display.print(data);
      display.print(Duplicates.of(data));
      new NormalizationTable(console, data.shape(), texts).print(statistics);
    }
    return 0;
  }

  @Command(
      name = "clean",
      mixinStandardHelpOptions = true,
      description = "Removes the decoded images of your folders from the cache.",
      footer = {"", "Example:", "  fovea data clean"})
  int clean(@Mixin LanguageOption language) throws IOException {
    Texts texts = language.texts(BUNDLE);
    long bytes = console.catalog(language.language()).cleanPictures();
    console.result("%s", texts.text("cleaned", texts.number(bytes / 1e6, 1)));
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Draws training images and augmented variants of them.",
      footer = {
        "",
        "Examples:",
        "  fovea data show cifar10 --augment pad-crop,flip,cutout --out grid",
        "  fovea data show cifar10 --normalize zca --lang fr"
      })
  int show(
      @Parameters(
              paramLabel = "NAME|DIR",
              descriptionKey = "name",
              description = "A data set or a directory.")
          String name,
      @Option(
              names = "--augment",
              paramLabel = "LIST",
              defaultValue = "none",
              description = "As for 'fovea train'.")
          String augment,
      @Option(
              names = "--normalize",
              paramLabel = "NAME",
              defaultValue = "none",
              description = "As for 'fovea train'.")
          String normalize,
      @Option(
              names = "--images",
              paramLabel = "N",
              description = "Number of images, one per row (one per class, from 8 to 40).")
          Optional<Integer> images,
      @Option(
              names = "--variants",
              paramLabel = "N",
              defaultValue = "7",
              description = "Number of variants of each image (${DEFAULT-VALUE}).")
          int variants,
      @Option(
              names = "--seed",
              paramLabel = "N",
              defaultValue = "0",
              description = "Random seed (${DEFAULT-VALUE}).")
          String seed,
      @Mixin FolderOptions folder,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              defaultValue = "grid",
              description = "Path of the .svg and .png file, without extension (${DEFAULT-VALUE}).")
          Path out,
      @Mixin LanguageOption language)
      throws IOException {
    Texts texts = language.texts(BUNDLE);
    images.ifPresent(number -> requireFrom1To100("--images", number));
    requireFrom1To100("--variants", variants);
    Map<String, String> settings = new LinkedHashMap<>(folder.settings());
    settings.putAll(
        Map.of("dataset", name, "augment", augment, "normalize", normalize, "seed", seed));
    Recipe recipe = RecipeReader.read("baseline", settings);
    Path base = out.resolveSibling(out.getFileName().toString().replaceFirst("\\.(svg|png)$", ""));
    for (Path file :
        AugmentationFigure.of(console.catalog(language.language()), recipe, images, variants, texts)
            .write(base)) {
      console.result("%s", file);
    }
    return 0;
  }

  private static void requireFrom1To100(String flag, int value) {
    if (value < 1 || value > 100) {
      throw new RecipeException("%s is %s: it must be from 1 to 100".formatted(flag, value));
    }
  }

  private static ObjectNode json(DataSet data) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("dataset", data.name());
    data.shape().dims().forEach(node.putArray("shape")::add);
    data.classes().forEach(node.putArray("classes")::add);
    node.put("train_images", data.train().size()).put("test_images", data.test().size());
    Arrays.stream(data.train().counts()).forEach(node.putArray("train_counts")::add);
    Arrays.stream(data.test().counts()).forEach(node.putArray("test_counts")::add);
    data.finalTest()
        .ifPresent(
            images -> {
              node.put("final_test_images", images.size());
              Arrays.stream(images.counts()).forEach(node.putArray("final_test_counts")::add);
            });
    return node.put("train_sha256", data.train().checksum())
        .put("test_sha256", data.test().checksum());
  }
}
