package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class ThroughputReportTest {

  /** Two rounds at each of three batch sizes; Fovea falls back at the last. */
  private static List<LogEntry> lines() {
    List<LogEntry> lines = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      lines.add(line(round, "fovea-f32", 16, 2, 16));
      lines.add(line(round, "fovea-bf16", 16, 2, 10));
      lines.add(line(round, "djl", 16, 2, 32));
      lines.add(line(round, "fovea-f32", 1, 2, 2));
      lines.add(line(round, "djl", 1, 2, 1));
      lines.add(line(round, "fovea-f32", 32, 2, 40));
      lines.add(line(round, "djl", 32, 2, 50));
      lines.add(line(round, "fovea-f32", 1, 1, 3));
    }
    return lines;
  }

  @Test
  void theTableGivesThroughputsRatiosAndTheDeepestFall() {
    List<ThroughputReport> all = ThroughputReport.ofEach(lines());

    assertThat(all)
        .extracting(ThroughputReport::title)
        .containsExactly(
            "Training images a second, plain, 1 thread, 2 rounds",
            "Training images a second, plain, 2 threads, 2 rounds");
    assertThat(all.get(1).table())
        .hasToString(
            """
            | batch        | Fovea, f32 | Other, f32 | ratio | Fovea, bf16 |
            |--------------|------------|------------|-------|-------------|
            | 1            | 500        | 1,000      | 0.50  |             |
            | 16           | 1,000      | 500        | 2.00  | 1,600       |
            | 32           | 800        | 640        | 1.25  |             |
            | deepest fall | 20 % at 32 | 50 % at 16 |       | none        |
            """);
  }

  @Test
  void thePlotHasALineForEachAndOneScaleForAll() {
    List<XYChart> charts = ThroughputReport.charts(ThroughputReport.ofEach(lines()));

    assertThat(charts).hasSize(2);
    assertThat(charts).allSatisfy(c -> assertThat(c.getStyler().getYAxisMax()).isEqualTo(1600));
    assertThat(charts.get(1).getSeriesMap())
        .containsOnlyKeys("Fovea, f32", "Other, f32", "Fovea, bf16");
    assertThat(charts.get(1).getSeriesMap().get("Fovea, f32").getXData()).containsExactly(0, 4, 5);
  }
}
