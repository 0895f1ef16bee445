package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code spark-submit} says reaches the command. */
class MainTest {

  private static List<String> words(String master, String... words) {
    return List.of(Main.withMaster(List.of(words), master));
  }

  @Test
  void trainingsAndPredictionsTakeTheMasterOfSparkSubmit() {
    assertThat(words("yarn", "lab", "run", "sheet"))
        .containsExactly("lab", "run", "sheet", "--spark=yarn");
    assertThat(words("yarn", "lab", "sweep")).endsWith("--spark=yarn");
    assertThat(words("yarn", "train", "--workers=2")).endsWith("--spark=yarn");
    assertThat(words("yarn", "predict", "run", "photos")).endsWith("--spark=yarn");
  }

  @Test
  void whatIsSaidAndOtherCommandsStay() {
    assertThat(words("yarn", "train", "--spark", "local[2]")).doesNotContain("--spark=yarn");
    assertThat(words("yarn", "train", "--spark=local[2]")).doesNotContain("--spark=yarn");
    assertThat(words("yarn", "lab", "compare", "a")).containsExactly("lab", "compare", "a");
    assertThat(words("yarn", "summary", "lenet5")).containsExactly("summary", "lenet5");
    assertThat(words("yarn")).isEmpty();
    assertThat(words("", "train")).containsExactly("train");
  }
}
