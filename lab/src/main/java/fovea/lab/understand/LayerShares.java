package fovea.lab.understand;

import fovea.lab.figure.Charts;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.nn.Summary;
import java.util.List;
import java.util.function.ToLongFunction;
import org.knowm.xchart.CategoryChart;

/** Where a network has its parameters, and where it does its work. */
public final class LayerShares {

  private LayerShares() {}

  /** A row's part of a sum, from 0 to 1; 0 of nothing. */
  public static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /**
   * Bars for the layers that multiply: their shares of the parameters and of the multiply-adds.
   *
   * @param texts the bundle {@code understand.network}
   */
  public static Figure figure(Summary summary, Texts texts) {
    List<Summary.Row> rows = summary.rows().stream().filter(row -> row.multiplyAdds() > 0).toList();
    List<String> names = rows.stream().map(Summary.Row::name).toList();
    CategoryChart chart =
        Charts.bars(
            texts.text("shares", summary.network()),
            texts.text("layer"),
            texts.text("sharesAxis"),
            names,
            texts.locale());
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
    return Charts.figure(List.of(chart));
  }

  private static List<Double> percent(
      List<Summary.Row> rows, ToLongFunction<Summary.Row> number, long whole) {
    return rows.stream().map(row -> 100 * share(number.applyAsLong(row), whole)).toList();
  }
}
