package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ChannelStatistics;
import fovea.data.ContrastStatistics;
import fovea.lab.Normalizations;
import fovea.lab.PrincipalComponents;
import fovea.nn.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells what each normalisation does and its numbers for a data set, as text and as JSON. */
final class NormalizationTable {

  private static final List<Double> SHARES = List.of(0.5, 0.9, 0.99);
  private static final List<Integer> FIRST = List.of(1, 10, 100, 1000);

  private final Console console;
  private final Shape shape;

  /**
   * @param shape the shape of an image
   */
  NormalizationTable(Console console, Shape shape) {
    this.console = console;
    this.shape = shape;
  }

  void tell(Normalizations measured) {
    ChannelStatistics channels = measured.channels();
    String mean = row(channels.mean());
    console.result(
        "%nnormalisations ('--normalize NAME'), measured on the training images, x from 0 to 1");
    row("none", "x as it is");
    row("channel", "(x - mean) / deviation over all pixels, so that each channel has variance 1");
    detail("mean %s, deviation %s", mean, row(channels.deviation()));
    row("image-average", "(x - mean) / mean of the images' own deviations, which many tutorials");
    detail("print for CIFAR-10: smaller, for it leaves out how images differ in brightness");
    detail(
        "mean %s, deviation %s (unbiased %s)",
        mean, row(channels.imageDeviation()), row(unbiased(shape, channels)));
    row("given", "numbers of your own, such as");
    detail("--mean %s --deviation %s", list(channels.mean()), list(channels.deviation()));
    row("image", "each channel of each image by itself: mean 0 and variance 1");
    tell(measured.image());
    row("contrast", "each image by itself, which keeps its colours (global contrast)");
    tell(measured.contrast());
    row("zca", "W (x - mean), after which pixels do not tell of each other; images stay images");
    row("pca", "the same in the basis of the principal components");
    measured.components().ifPresentOrElse(this::tell, this::tellUnmeasured);
  }

  private void row(String name, String does) {
    console.result("  %-15s%s", name, does);
  }

  private void detail(String format, Object... arguments) {
    console.result("  %-15s%s", "", String.format(Locale.ROOT, format, arguments));
  }

  private void tell(ContrastStatistics contrast) {
    detail(
        "%,d deviations: mean %.4f, median %.4f, from %.4f to %.4f",
        contrast.count(), contrast.mean(), contrast.median(), contrast.least(), contrast.most());
    detail(
        "%,d of them below %.4f, which is divided by instead",
        contrast.belowFloor(), contrast.floor());
  }

  private void tell(PrincipalComponents components) {
    detail(
        "%,d components of %,d images, of variances from %.4g to %.2g",
        components.variances().size(),
        components.sample(),
        components.largest(),
        components.smallest());
    detail(
        "half of the variance lies in the first %,d, 90 %% in %,d, 99 %% in %,d",
        components.holding(0.5), components.holding(0.9), components.holding(0.99));
    List<Integer> first = first(components);
    detail(
        "the first %s hold %s",
        first.stream().map("%,d"::formatted).collect(Collectors.joining(", ")),
        first.stream()
            .map(each -> String.format(Locale.ROOT, "%.1f %%", 100 * components.share(each)))
            .collect(Collectors.joining(", ")));
    detail(
        "with epsilon %s the first is multiplied by %.3g, the last by %.3g",
        components.epsilon(),
        components.stretch(components.largest()),
        components.stretch(components.smallest()));
  }

  private void tellUnmeasured() {
    detail(
        "not measured: of images of %,d numbers it takes minutes (with --whitening), and more than"
            + " 8,192 are not whitened",
        shape.elements());
  }

  private static List<Integer> first(PrincipalComponents components) {
    return FIRST.stream().filter(each -> each <= components.variances().size()).toList();
  }

  /** Standard deviations within images, divided by one pixel less. */
  private static List<Float> unbiased(Shape shape, ChannelStatistics statistics) {
    double pixels = shape.area();
    float factor = (float) Math.sqrt(pixels / Math.max(1, pixels - 1));
    return statistics.imageDeviation().stream().map(each -> each * factor).toList();
  }

  private static String row(List<Float> values) {
    return joined(values, " ");
  }

  private static String list(List<Float> values) {
    return joined(values, ",");
  }

  private static String joined(List<Float> values, String separator) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(separator));
  }

  /** Adds the numbers to what is told of a data set. */
  static void add(ObjectNode node, Shape shape, Normalizations measured) {
    ChannelStatistics channels = measured.channels();
    add(node.putArray("mean"), channels.mean());
    add(node.putArray("standard_deviation"), channels.deviation());
    add(node.putArray("mean_image_standard_deviation"), channels.imageDeviation());
    add(node.putArray("unbiased_image_standard_deviation"), unbiased(shape, channels));
    ObjectNode all = node.putObject("normalizations");
    ObjectNode channel = all.putObject("channel");
    add(channel.putArray("mean"), channels.perChannel().mean());
    add(channel.putArray("deviation"), channels.perChannel().deviation());
    ObjectNode average = all.putObject("image-average");
    add(average.putArray("mean"), channels.imageAverage().mean());
    add(average.putArray("deviation"), channels.imageAverage().deviation());
    add(all.putObject("image"), measured.image());
    add(all.putObject("contrast"), measured.contrast());
    measured
        .components()
        .ifPresent(
            components -> {
              add(all.putObject("zca"), components);
              add(all.putObject("pca"), components);
              ArrayNode variances = node.putArray("component_variances");
              components.variances().forEach(variances::add);
            });
  }

  private static void add(ArrayNode array, List<Float> values) {
    values.forEach(array::add);
  }

  private static void add(ObjectNode node, ContrastStatistics contrast) {
    node.put("deviations", contrast.count())
        .put("mean", contrast.mean())
        .put("median", contrast.median())
        .put("least", contrast.least())
        .put("most", contrast.most())
        .put("least_divisor", contrast.floor())
        .put("below_least_divisor", contrast.belowFloor());
  }

  private static void add(ObjectNode node, PrincipalComponents components) {
    node.put("sample", components.sample())
        .put("epsilon", components.epsilon())
        .put("components", components.variances().size())
        .put("largest_variance", components.largest())
        .put("smallest_variance", components.smallest());
    ObjectNode holding = node.putObject("components_holding");
    SHARES.forEach(share -> holding.put(share.toString(), components.holding(share)));
    ObjectNode shares = node.putObject("share_of_first");
    first(components).forEach(each -> shares.put(each.toString(), components.share(each)));
  }
}
