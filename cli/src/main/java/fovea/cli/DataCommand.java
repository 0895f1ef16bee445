package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ChannelStatistics;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Gets data sets and tells of them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  fovea data fetch cifar10", "  fovea data info photos/"})
final class DataCommand {

  private final Console console;

  DataCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Gets a data set into the cache, and checks it.",
      footer = {"", "Example:", "  fovea data fetch mnist"})
  int fetch(
      @Parameters(
              paramLabel = "NAME",
              description = "cifar10, cifar10-mini, mnist or fashion-mnist.")
          String name)
      throws IOException {
    DataSet data = console.catalog().load(name);
    console.result(
        "%s is here: %,d training and %,d test images",
        data.name(), data.train().size(), data.test().size());
    return 0;
  }

  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = "Shows classes, counts and channel statistics.",
      footer = {"", "Examples:", "  fovea data info cifar10", "  fovea data info photos/ --json"})
  int info(
      @Parameters(paramLabel = "NAME|DIR", description = "A data set or a directory.") String name,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    DataSet data = console.catalog().load(name);
    ChannelStatistics statistics = ChannelStatistics.of(data.train());
    if (json) {
      console.json(json(data, statistics));
    } else {
      tell(data, statistics);
    }
    return 0;
  }

  private static int[] counts(ImageSet images) {
    int[] counts = new int[images.classes().size()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }

  private static ObjectNode json(DataSet data, ChannelStatistics statistics) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("dataset", data.name());
    data.shape().dims().forEach(node.putArray("shape")::add);
    data.classes().forEach(node.putArray("classes")::add);
    node.put("train_images", data.train().size()).put("test_images", data.test().size());
    Arrays.stream(counts(data.train())).forEach(node.putArray("train_counts")::add);
    Arrays.stream(counts(data.test())).forEach(node.putArray("test_counts")::add);
    add(node.putArray("mean"), statistics.mean());
    add(node.putArray("standard_deviation"), statistics.deviation());
    add(node.putArray("mean_image_standard_deviation"), statistics.imageDeviation());
    return node.put("train_sha256", data.train().checksum())
        .put("test_sha256", data.test().checksum());
  }

  private static void add(ArrayNode array, List<Float> values) {
    values.forEach(array::add);
  }

  private void tell(DataSet data, ChannelStatistics statistics) {
    console.result(
        "%s: images of %s, %,d for training and %,d for test",
        data.name(), data.shape(), data.train().size(), data.test().size());
    int[] train = counts(data.train());
    int[] test = counts(data.test());
    console.result("%n%4s %-20s%10s%10s", "", "class", "train", "test");
    for (int i = 0; i < train.length; i++) {
      console.result("%4d %-20s%,10d%,10d", i, data.classes().get(i), train[i], test[i]);
    }
    console.result("%nchannel statistics of the training images, of values from 0 to 1");
    console.result("  mean                                    %s", row(statistics.mean()));
    console.result("  standard deviation over all pixels      %s", row(statistics.deviation()));
    console.result(
        "  mean of the images' own deviations      %s", row(statistics.imageDeviation()));
    console.result(
        "%nBoth are called standard deviation. The first gives unit variance ('--normalize"
            + " channel'); the second%nleaves out how images differ in brightness and is smaller"
            + " ('--normalize image-average'): many tutorials%nprint it for CIFAR-10.");
  }

  private static String row(List<Float> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining("  "));
  }
}
