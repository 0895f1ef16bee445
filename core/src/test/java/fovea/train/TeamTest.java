package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyPieceIsDoneOnceInEveryRun(int members) {
    try (Team team = new Team(members)) {
      for (int pieces = 0; pieces < 300; pieces++) {
        AtomicIntegerArray done = new AtomicIntegerArray(pieces);
        team.run(pieces, (piece, member) -> done.incrementAndGet(piece));
        for (int piece = 0; piece < pieces; piece++) {
          assertThat(done.get(piece)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void twoPiecesAtATimeHaveDifferentMembers() {
    try (Team team = new Team(4)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(team.members());
      AtomicIntegerArray clashes = new AtomicIntegerArray(1);
      team.run(
          10_000,
          (piece, member) -> {
            if (busy.incrementAndGet(member) > 1) {
              clashes.incrementAndGet(0);
            }
            busy.decrementAndGet(member);
          });
      assertThat(clashes.get(0)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureReachesTheCallerAndTheTeamGoesOn(int members) {
    try (Team team = new Team(members)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  team.run(
                      50,
                      (piece, member) -> {
                        if (piece == 20) {
                          throw new IllegalStateException("no");
                        }
                      }))
          .withMessageContaining("no");
      AtomicIntegerArray done = new AtomicIntegerArray(1);
      team.run(50, (piece, member) -> done.incrementAndGet(0));
      assertThat(done.get(0)).isEqualTo(50);
    }
  }

  @Test
  void aTeamOfNobodyIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Team(0))
        .withMessageContaining("at least 1");
  }
}
