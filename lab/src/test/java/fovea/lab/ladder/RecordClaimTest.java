package fovea.lab.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.RecordClaim.Row;
import fovea.lab.ladder.RecordClaim.Verdict;
import fovea.lab.words.Texts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordClaimTest {

  /** Runs whose accuracies are 0.001 above and below the mean in turn. */
  private static RecordClaim claim(int count, double mean, double seconds) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Row(i, mean + (i % 2 == 0 ? 0.001 : -0.001), mean - 0.01, seconds));
    }
    return new RecordClaim(0.94, 300, rows);
  }

  @Test
  void aClaimNeedsTenSeedsAccuracyAndTime() {
    assertThat(claim(8, 0.95, 200).verdict()).isEqualTo(Verdict.TOO_FEW);
    assertThat(claim(10, 0.9401, 299).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(claim(10, 0.9399, 299).verdict()).isEqualTo(Verdict.TOO_INACCURATE);
    assertThat(claim(10, 0.9401, 301).verdict()).isEqualTo(Verdict.TOO_SLOW);
    assertThat(claim(10, 0.9399, 301).verdict()).isEqualTo(Verdict.NEITHER);
    assertThat(claim(9, 0.95, 200).with(new Row(9, 0.95, 0.94, 200)).verdict())
        .isEqualTo(Verdict.HOLDS);
  }

  /** The deviation is 0.001 sqrt(10 / 9), and Student's t of 9 degrees of freedom 2.262. */
  @Test
  void theIntervalIsStudents() {
    assertThat(claim(10, 0.9412, 287.25).lines(Texts.of("ladder.record", "en")))
        .containsExactly(
            "94.12 % ± 0.08 (mean of 10 seeds and its 95 % interval), 287.3 ± 0.0 s of training",
            "The claim holds here: 94.00 % within 300 s.");
  }

  @Test
  void aLogGivesBackItsRuns() {
    RecordClaim claim = claim(3, 0.9, 100);
    ObjectNode log = JsonNodeFactory.instance.objectNode();
    claim.into(log);
    assertThat(RecordClaim.runs(log)).isEqualTo(claim.runs());
    assertThat(log.path("verdict").asText()).isEqualTo("too_few");
    assertThat(log.path("test_accuracy").path("mean").asDouble())
        .isEqualTo(claim.accuracy().mean());
  }
}
