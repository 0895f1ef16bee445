package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.peers.harness.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    Rounds rounds =
        new Rounds(
            List.of(
                line(1, "djl", 8, 1, 40),
                line(2, "djl", 8, 1, 10),
                line(3, "djl", 8, 1, 20),
                line(4, "djl", 8, 1, 1000)));

    assertThat(rounds.median("djl", Result::trainStepMs)).hasValue(30);
    assertThat(rounds.median("torch", Result::trainStepMs)).isEmpty();
    assertThat(rounds.count()).isEqualTo(4);
  }

  @Test
  void aRatioIsTheMedianOfTheRoundsOwnAndNotOfTheMedians() {
    Rounds rounds =
        new Rounds(
            List.of(
                line(1, "fovea-f32", 8, 1, 10), line(1, "djl", 8, 1, 20),
                line(2, "fovea-f32", 8, 1, 30), line(2, "djl", 8, 1, 30),
                line(3, "fovea-f32", 8, 1, 20), line(3, "djl", 8, 1, 60)));

    // The rounds' own are 2, 1 and 3; the medians' would be 30 / 20.
    assertThat(rounds.ratio("djl", Result::trainStepMs)).hasValue(2);
    assertThat(rounds.ratio("fovea-f32", Result::trainStepMs)).hasValue(1);
  }

  @Test
  void aRatioIsToFoveaInTheSamePrecisionAndRound() {
    Rounds rounds =
        new Rounds(
            List.of(
                line(1, "fovea-f32", 8, 1, 10),
                line(1, "fovea-bf16", 8, 1, 5),
                line(1, "torch-bf16", 8, 1, 10),
                line(2, "torch-bf16", 8, 1, 1000)));

    assertThat(rounds.ratio("torch-bf16", Result::trainStepMs)).hasValue(2);
  }

  @Test
  void nothingIsComparedAcrossBatchSizesOrThreads() {
    List<Rounds> trials =
        Rounds.ofEach(
            List.of(
                line(1, "fovea-f32", 8, 1, 10),
                line(1, "fovea-f32", 8, 2, 5),
                line(1, "fovea-f32", 16, 2, 9),
                line(2, "fovea-f32", 8, 1, 11)));

    assertThat(trials).extracting(rounds -> rounds.entries().size()).containsExactly(2, 1, 1);
  }
}
