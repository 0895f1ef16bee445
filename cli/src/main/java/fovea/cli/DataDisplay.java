package fovea.cli;

import fovea.data.ChannelStatistics;
import fovea.data.DataSet;
import fovea.lab.PrincipalComponents;
import fovea.lab.Texts;
import java.util.List;
import java.util.stream.Collectors;

/** Tells of a data set: classes, counts and statistics. */
final class DataDisplay {

  private final Console console;
  private final Texts texts;

  /**
   * @param texts the bundle {@code data}
   */
  DataDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  /** That a data set can be used. */
  void tellHere(DataSet data) {
    say(
        texts.text(
            "here",
            data.name(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
  }

  private void say(String text) {
    console.result("%s", text);
  }

  /**
   * Classes, counts and statistics.
   *
   * @param unbiased the images' own deviations, divided by one pixel less
   */
  void tell(DataSet data, ChannelStatistics statistics, List<Float> unbiased) {
    say(
        texts.text(
            "sizes",
            data.name(),
            data.shape(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
    int[] train = DataCommand.counts(data.train());
    int[] test = DataCommand.counts(data.test());
    console.result(
        "%n%4s %-20s%10s%10s", "", texts.text("class"), texts.text("train"), texts.text("test"));
    for (int i = 0; i < train.length; i++) {
      console.result(
          "%4d %-20s%10s%10s",
          i, data.classes().get(i), texts.number(train[i]), texts.number(test[i]));
    }
    console.result("%n%s", texts.text("statistics"));
    row("mean", statistics.mean());
    row("deviation", statistics.deviation());
    row("imageDeviation", statistics.imageDeviation());
    row("unbiased", unbiased);
    console.result("%n%s", texts.text("two"));
  }

  private void row(String key, List<Float> values) {
    String numbers =
        values.stream().map(value -> texts.number(value, 4)).collect(Collectors.joining("  "));
    console.result("  %-40s%s", texts.text(key), numbers);
  }

  /** How the variance of images is spread over their principal components. */
  void tell(PrincipalComponents components) {
    List<Double> variances = components.variances();
    console.result("%n%s", texts.text("components", texts.number(components.sample())));
    console.result(
        "  %s",
        texts.text("half", texts.number(variances.size()), texts.number(components.holding(0.5))));
    console.result(
        "  %s",
        texts.text(
            "most",
            texts.number(components.holding(0.9)),
            texts.number(components.holding(0.99)),
            texts.significant(variances.get(0), 4),
            texts.significant(variances.get(variances.size() - 1), 2)));
  }
}
