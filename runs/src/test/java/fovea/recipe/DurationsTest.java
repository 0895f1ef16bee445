package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations as recipes write them. */
class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "1s, PT1S",
    "90s, PT1M30S",
    "10m, PT10M",
    "2h, PT2H",
    "999999h, PT999999H"
  })
  void aNumberAndAUnit(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @Test
  void nothingIsLongerThanAnyTraining() {
    assertThat(Durations.parse("")).isGreaterThan(Duration.ofDays(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"90", "s", "1.5h", "-1s", "10min", "1d", "1h30m", "10 m", "10M", "1234567s", " "})
  void otherFormsAreRefusedWithExamples(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("max_time is '" + text + "'")
        .hasMessageContaining("90s, 10m or 2h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999h", ""})
  void theLongestCanBeAddedToAClock(String text) {
    assertThat(Durations.parse(text).toNanos()).isPositive();
  }
}
