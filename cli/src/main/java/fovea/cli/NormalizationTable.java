package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ChannelStatistics;
import fovea.data.ContrastStatistics;
import fovea.images.NormalizationStatistics;
import fovea.images.PrincipalComponents;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the normalisations and their statistics for a data set, as text or as JSON. */
final class NormalizationTable {

  /** Shares of the variance for which to report the number of components. */
  private static final List<Double> VARIANCE_SHARES = List.of(0.5, 0.9, 0.99);

  /** Numbers of components for which to report the share of the variance. */
  private static final List<Integer> COMPONENT_COUNTS = List.of(1, 10, 100, 1000);

  private final Console console;
  private final Shape shape;
  private final Texts texts;

  /**
   * @param shape the shape of an image
   * @param texts the bundle {@code data}
   */
  NormalizationTable(Console console, Shape shape, Texts texts) {
    this.console = console;
    this.shape = shape;
    this.texts = texts;
  }

  void print(NormalizationStatistics statistics) {
    ChannelStatistics channels = statistics.channels();
    console.result("%n%s", texts.text("normalizations"));
    row("none");
    row("channel");
    detail("mean", format(channels.mean()), format(channels.deviation()));
    row("image-average");
    detail("smaller");
    detail(
        "unbiased",
        format(channels.mean()),
        format(channels.imageDeviation()),
        format(unbiased(shape, channels)));
    row("given");
    detail("flags", asFlag(channels.mean()), asFlag(channels.deviation()));
    row("image");
    print(statistics.image());
    row("contrast");
    print(statistics.contrast());
    row("zca");
    row("pca");
    statistics.components().ifPresentOrElse(this::print, this::printUnmeasured);
  }

  private void row(String name) {
    console.result("  %-15s%s", name, texts.text("normalize." + name));
  }

  private void detail(String key, Object... arguments) {
    console.result("  %-15s%s", "", texts.text(key, arguments));
  }

  private void print(ContrastStatistics contrast) {
    detail(
        "deviations",
        texts.number(contrast.count()),
        texts.number(contrast.mean(), 4),
        texts.number(contrast.median(), 4),
        texts.number(contrast.min(), 4),
        texts.number(contrast.max(), 4));
    detail("floor", texts.number(contrast.belowFloor()), texts.number(contrast.floor(), 4));
  }

  private void print(PrincipalComponents components) {
    detail(
        "components",
        texts.number(components.variances().size()),
        texts.number(components.sample()),
        texts.significant(components.largest(), 4),
        texts.significant(components.smallest(), 2));
    detail(
        "holding",
        texts.number(components.holding(0.5)),
        texts.number(components.holding(0.9)),
        texts.number(components.holding(0.99)));
    List<Integer> counts = componentCounts(components);
    detail(
        "first",
        counts.stream().map(texts::number).collect(Collectors.joining(texts.text("separator"))),
        counts.stream()
            .map(each -> texts.number(100 * components.share(each), 1))
            .collect(Collectors.joining(texts.text("separator"))));
    detail(
        "stretch",
        texts.significant(components.epsilon(), 1),
        texts.significant(components.stretch(components.largest()), 3),
        texts.significant(components.stretch(components.smallest()), 3));
  }

  private void printUnmeasured() {
    String elements = texts.number(shape.elements());
    if (shape.elements() > NormalizationStatistics.MOST_WHITENED) {
      detail("large", elements, texts.number(NormalizationStatistics.MOST_WHITENED));
    } else {
      detail("unmeasured", elements);
    }
  }

  private static List<Integer> componentCounts(PrincipalComponents components) {
    return COMPONENT_COUNTS.stream().filter(each -> each <= components.variances().size()).toList();
  }

  /**
   * The standard deviations within images, by the unbiased estimator, with n - 1 in the
   * denominator.
   */
  private static List<Float> unbiased(Shape shape, ChannelStatistics statistics) {
    double pixels = shape.area();
    float factor = (float) Math.sqrt(pixels / Math.max(1, pixels - 1));
    return statistics.imageDeviation().stream().map(each -> each * factor).toList();
  }

  private String format(List<Float> values) {
    return values.stream().map(value -> texts.number(value, 4)).collect(Collectors.joining(" "));
  }

  /** The values in the format of a flag, which is the same in every language. */
  private static String asFlag(List<Float> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(","));
  }

  /** Adds the statistics to the JSON object of a data set. */
  static void add(ObjectNode node, Shape shape, NormalizationStatistics statistics) {
    ChannelStatistics channels = statistics.channels();
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
    add(all.putObject("image"), statistics.image());
    add(all.putObject("contrast"), statistics.contrast());
    statistics
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
        .put("least", contrast.min())
        .put("most", contrast.max())
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
    VARIANCE_SHARES.forEach(share -> holding.put(share.toString(), components.holding(share)));
    ObjectNode shares = node.putObject("share_of_first");
    componentCounts(components)
        .forEach(count -> shares.put(count.toString(), components.share(count)));
  }
}
