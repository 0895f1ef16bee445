package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {

  @Test
  void aRowTellsNumbersAndRatiosToFovea() {
    ComparisonReport comparison =
        new ComparisonReport(
            new Rounds(
                List.of(line(1, "fovea-f32", 128, 1, 40), line(1, "torch-f32", 128, 1, 50))));

    assertThat(comparison.title()).isEqualTo("plain, batch 128, 1 thread, 1 round");
    assertThat(comparison.table().toString())
        .contains("| Other 1 | f32 ")
        .containsPattern("\\| 50\\.0 +\\| 1\\.25 +\\| 1\\.0 ")
        .contains("| 2.30, 1e-01");
  }
}
