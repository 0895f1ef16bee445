package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folders of a class hold. */
class ClassTableTest {

  @TempDir private Path folder;

  private Path runs(String student) throws IOException {
    return Files.createDirectories(folder.resolve(student + "/lab/runs"));
  }

  @Test
  void stepsAreFoundByTheirRecipesWithSeedsAndDifferences() throws IOException {
    Path ada = runs("ada");
    RunFixture.write(ada.resolve("a"), "seed=0", 0.5, 0.6);
    RunFixture.write(ada.resolve("b"), "seed=1", 0.5, 0.62);
    RunFixture.write(ada.resolve("deep/c"), "normalize=channel;lr=0.03", 0.5, 0.7);
    Path empty = runs("bob");

    ClassTable table = ClassTable.of(List.of(ada, empty));

    ClassTable.Row row = table.rows().get(0);
    assertThat(table.rows()).extracting(ClassTable.Row::student).containsExactly("ada", "bob");
    assertThat(row.runs()).isEqualTo(3);
    assertThat(row.done()).isEqualTo(2);
    assertThat(row.steps()).hasSize(6);
    ClassTable.Step plain = row.steps().get(0).orElseThrow();
    assertThat(plain.seeds()).containsExactly(0L, 1L);
    assertThat(plain.testAccuracy().mean()).isBetween(0.6099, 0.6101);
    assertThat(plain.differences()).containsExactly("epochs: 2");
    assertThat(row.steps().get(1).orElseThrow().differences())
        .containsExactlyInAnyOrder("epochs: 2", "lr: 0.03");
    assertThat(table.rows().get(1).done()).isZero();
  }

  @Test
  void ofSeveralRunsTheLongestCountsAndADamagedOneIsLeftOut() throws IOException {
    Path ada = runs("ada");
    RunFixture.write(ada.resolve("short"), "", 0.9);
    RunFixture.write(ada.resolve("long"), "", 0.5, 0.6, 0.65);
    Files.writeString(
        RunFixture.write(ada.resolve("damaged"), "normalize=channel", 0.5)
            .folder()
            .resolve("recipe.yaml"),
        "epochs: [");

    ClassTable.Row row = ClassTable.of(List.of(ada)).rows().get(0);

    assertThat(row.runs()).isEqualTo(2);
    assertThat(row.steps().get(0).orElseThrow().testAccuracy().mean()).isEqualTo(0.65);
    assertThat(row.steps().get(1)).isEmpty();
  }

  @Test
  void whatIsNoFolderIsRefused() {
    assertThatThrownBy(() -> ClassTable.of(List.of(folder.resolve("nobody"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody is no folder");
  }
}
