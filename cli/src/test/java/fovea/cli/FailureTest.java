package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

  /** What the Java VM says where memory is short, and the lever that helps there. */
  @ParameterizedTest
  @CsvSource({
    "Java heap space, FOVEA_JAVA_OPTS=-Xmx",
    "GC overhead limit exceeded, FOVEA_JAVA_OPTS=-Xmx",
    "Requested array size exceeds VM limit, --limit-train",
    "Required array size too large, --limit-train",
    "'Required length exceeds implementation limit', --limit-train",
    "'unable to create native thread: possibly out of memory or limits reached', --threads",
    "'Cannot reserve 400000000 bytes of direct buffer memory (limit: 2)', --batch-size",
    "'Physical memory usage is too high: 2G', --batch-size"
  })
  void aLackOfMemoryNamesTheLeverThatHelps(String reason, String lever) {
    assertThat(Failure.text(new OutOfMemoryError(reason)))
        .contains(lever)
        .doesNotContain("unexpected")
        .hasLineCount(1);
    assertThat(Failure.text(new OutOfMemoryError(reason)).contains("--batch-size"))
        .isEqualTo(lever.equals("--batch-size"));
  }

  @ParameterizedTest
  @CsvSource({"'Cannot reserve 400000000 bytes of direct buffer memory', 400000000"})
  void theAmountThatWasAskedForIsTold(String reason, String amount) {
    assertThat(Failure.text(new OutOfMemoryError(reason))).contains(amount);
  }
}
