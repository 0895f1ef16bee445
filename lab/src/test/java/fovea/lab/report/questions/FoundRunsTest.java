package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundRunsTest {

  @TempDir private Path runs;

  private static Optional<Pair> normalised(FoundRuns found) {
    return found.pair(
        Technique.NORMALISATION,
        Technique.NORMALISATION.keys(),
        recipe -> !Technique.NORMALISATION.in(recipe),
        Technique.NORMALISATION::in);
  }

  @Test
  void pairsAreFoundByTheirRecipesWhateverTheFoldersAreCalled() throws IOException {
    RunFixture.write(runs.resolve("monday"), "seed=0", 0.4, 0.5);
    RunFixture.write(runs.resolve("tea/time"), "seed=1", 0.4, 0.52);
    RunFixture.write(runs.resolve("x/y/z"), "seed=0;normalize=channel", 0.5, 0.53);
    RunFixture.write(runs.resolve("w"), "seed=1;normalize=channel", 0.5, 0.57);
    RunFixture.write(runs.resolve("v"), "seed=0;normalize=channel;batch_size=64", 0.5, 0.9);

    Pair pair = normalised(FoundRuns.below(runs)).orElseThrow();

    assertThat(pair.folders()).containsExactly("monday", "tea/time", "x/y/z", "w");
    assertThat(pair.difference().mean()).isCloseTo(0.04, within(1e-12));
    assertThat(pair.difference().count()).isEqualTo(2);
  }

  @Test
  void theSheetsOwnOrderIsPreferredToOtherPairs() throws IOException {
    RunFixture.write(runs.resolve("a"), "batch_norm=true", 0.6);
    RunFixture.write(runs.resolve("b"), "batch_norm=true;normalize=channel", 0.7);
    RunFixture.write(runs.resolve("c"), "", 0.4);
    RunFixture.write(runs.resolve("d"), "normalize=channel", 0.5);

    assertThat(normalised(FoundRuns.below(runs)).orElseThrow().folders()).containsExactly("c", "d");
  }

  @Test
  void aSeedCountsOnceAndThreadsDoNotMatter() throws IOException {
    RunFixture.write(runs.resolve("one"), "threads=1", 0.4);
    RunFixture.write(runs.resolve("two"), "threads=2", 0.4);

    RunFixture.write(runs.resolve("x"), "lr=0.2", 0.5);

    List<SeedGroup> family =
        FoundRuns.below(runs).families(Set.of("lr"), FoundRun::ofTheLab).get(0);

    assertThat(family).hasSize(2);
    assertThat(family.get(0).folders()).containsExactly("one");
  }

  @Test
  void alternativesAgreeInAllButTheirKeys() throws IOException {
    RunFixture.write(runs.resolve("0"), "lr=0.1", 0.4);
    RunFixture.write(runs.resolve("1"), "lr=0.2", 0.5);
    RunFixture.write(runs.resolve("2"), "lr=0.2;batch_size=32", 0.6);
    RunFixture.write(runs.resolve("3"), "lr=0.2;dropout=0.5", 0.7);
    FoundRuns found = FoundRuns.below(runs);

    assertThat(found.families(Set.of("lr"), FoundRun::ofTheLab)).hasSize(1);
    assertThat(found.families(Set.of("lr", "batch_size"), FoundRun::ofTheLab).get(0)).hasSize(3);
  }

  @Test
  void aDamagedRunIsLeftOut() throws IOException {
    RunFixture.write(runs.resolve("good"), "", 0.4);
    RunFixture.write(runs.resolve("bad"), "", 0.4);
    Files.writeString(runs.resolve("bad/run.json"), "{");
    RunFixture.write(runs.resolve("odd"), "", 0.4);
    Files.writeString(runs.resolve("odd/recipe.yaml"), "speed: high");

    assertThat(FoundRuns.below(runs).all()).extracting(FoundRun::folder).containsExactly("good");
    assertThat(FoundRuns.below(runs.resolve("nowhere")).all()).isEmpty();
  }
}
