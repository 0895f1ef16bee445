package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusyReportTest {

  @ParameterizedTest
  @CsvSource({"2, 0, 1", "2, 1, 0.75", "2, 2, 0.5", "2, 4, 0.3333", "8, 1, 0.9375", "1, 1, 0.5"})
  void aFairShareDividesEachProcessorEvenly(int processors, int busy, double share) {
    assertThat(BusyReport.fairShare(processors, busy)).isCloseTo(share, within(1e-3));
  }

  @Test
  void aRowTellsThroughputAndItsShare() {
    BusyReport report =
        new BusyReport(
            2,
            new TreeMap<>(
                Map.of(
                    0, List.of(line(1, "fovea-f32", 128, 2, 32)),
                    1, List.of(line(1, "fovea-f32", 128, 2, 40)))));
    assertThat(report.title()).isEqualTo("plain, batch 128, 2 threads of 2 processors, 1 round");
    assertThat(report.training().toString())
        .containsPattern("\\| 0 +\\| 100 % +\\| 4,000 +\\|")
        .containsPattern("\\| 1 +\\| 75 % +\\| 3,200 \\(80 %\\) \\|");
  }
}
