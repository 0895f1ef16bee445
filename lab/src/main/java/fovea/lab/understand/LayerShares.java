package fovea.lab.understand;

import fovea.lab.figure.Charts;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.nn.Summary;
import java.util.List;
import java.util.function.ToLongFunction;
import org.knowm.xchart.CategoryChart;

/** The share of each layer in a network's parameters and multiply-adds. */
public final class LayerShares {

  private LayerShares() {}

  /** The fraction {@code part / whole}; 0 if {@code whole} is 0. */
  public static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /**
   * A bar chart of the shares of all layers that have multiply-adds.
   *
   * @param texts the bundle {@code understand.network}
   */
  public static Figure figure(Summary summary, Texts texts) {
    return Charts.figure(List.of(chart(summary, texts)));
  }

  /**
   * The same chart for the text of a document.
   *
   * @param texts the bundle {@code understand.network}
   */
  public static Figure low(Summary summary, Texts texts) {
    return Charts.low(List.of(chart(summary, texts)));
  }

  private static CategoryChart chart(Summary summary, Texts texts) {
    List<Summary.Row> rows = summary.rows().stream().filter(row -> row.multiplyAdds() > 0).toList();
    List<String> names = rows.stream().map(Summary.Row::name).toList();
    CategoryChart chart =
        Charts.bars(
            texts.text("shares", summary.network()),
            texts.text("layer"),
            texts.text("sharesAxis"),
            names,
            texts);
    Charts.addBars(
        chart,
        texts.text("parameters"),
        names,
        percent(rows, Summary.Row::parameters, summary.parameters()));
    Charts.addBars(
        chart,
        texts.text("multiplyAdds"),
        names,
        percent(rows, Summary.Row::multiplyAdds, summary.multiplyAdds()));
    return chart;
  }

  private static List<Double> percent(
      List<Summary.Row> rows, ToLongFunction<Summary.Row> number, long whole) {
    return rows.stream().map(row -> 100 * share(number.applyAsLong(row), whole)).toList();
  }
}
