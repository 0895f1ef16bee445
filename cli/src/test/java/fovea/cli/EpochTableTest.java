package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochTableTest {

  private static final List<String> CELLS =
      List.of("1/20", "0.1", "2.3026", "10.01", "2.2816", "12.02", "1.9", "160", "0:05");

  /** What fits a line, from the epoch and the test accuracy, which every table has. */
  @ParameterizedTest
  @CsvSource({
    "119, 1/20 0.1 2.3026 10.01 2.2816 12.02 1.9 160 0:05",
    "79, 1/20 0.1 2.3026 10.01 2.2816 12.02 1.9 160 0:05",
    "78, 1/20 0.1 2.3026 10.01 2.2816 12.02 160 0:05",
    "39, 1/20 2.3026 2.2816 12.02",
    "20, 1/20 12.02"
  })
  void theMostImportantColumnsAreShownWhereNotAllFit(int length, String cells) {
    String row = new EpochTable(length).row(CELLS);

    assertThat(row).hasSizeLessThanOrEqualTo(length);
    assertThat(row.strip().replaceAll(" +", " ")).isEqualTo(cells);
  }

  @Test
  void everyCellHasAHeading() {
    assertThat(EpochTable.headings()).hasSameSizeAs(CELLS);
  }
}
