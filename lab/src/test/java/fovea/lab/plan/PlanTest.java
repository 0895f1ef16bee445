package fovea.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan of the session. */
class PlanTest {

  @TempDir private Path folder;

  private static List<Task> tasks() {
    return Plan.ofTheLab().parts().stream().flatMap(part -> part.tasks().stream()).toList();
  }

  @Test
  void itLastsFourHoursAndLeavesOutNoQuestionButTheBonusAndTheBagOfWords() {
    assertThat(Plan.ofTheLab().parts()).extracting(Plan.Part::minutes).containsExactly(60, 60, 120);
    TreeSet<Integer> missing = new TreeSet<>(IntStream.rangeClosed(1, 34).boxed().toList());
    tasks().forEach(task -> missing.removeAll(task.questions()));
    assertThat(missing).containsExactly(12, 21, 25, 28);
  }

  @Test
  void whatACommandTrainsFollowsFromItsWords() throws IOException {
    Map<String, List<Recipe>> recipes = new TreeMap<>();
    for (Task task : tasks()) {
      recipes.put(task.command().replaceFirst(" --.*", ""), task.recipes());
    }
    assertThat(recipes.get("summary cifarnet")).isEmpty();
    assertThat(recipes.get("train baseline")).hasSize(1);
    assertThat(recipes.get("train lenet5-mnist").get(0).model()).isEqualTo("lenet5");
    assertThat(recipes.get("lab sweep baseline"))
        .hasSize(12)
        .allMatch(recipe -> recipe.epochs() == 10)
        .anyMatch(recipe -> recipe.lr() == 0.3 && recipe.batchSize() == 512);
    assertThat(recipes.get("lab run sheet"))
        .hasSize(12)
        .satisfies(all -> assertThat(all.stream().filter(Recipe::batchNorm).count()).isEqualTo(2));
    assertThat(recipes.get("lab run dropout-rates")).hasSize(5);
  }

  @Test
  void aRunWritesItsParametersTwiceAndWithMomentumThreeTimes() throws IOException {
    Speed speed = new Speed();
    long plain = speed.bytes(new Task("train baseline", List.of()).recipes().get(0));
    long momentum =
        speed.bytes(new Task("train baseline --momentum 0.9", List.of()).recipes().get(0));
    assertThat(momentum - plain).isEqualTo(4 * 1_191_170);
    assertThat(plain).isBetween(2 * 4_764_680L, 2 * 4_764_680L + 1_000_000);
  }

  private static String plain(String text) {
    return text.replaceAll("[\u00a0\u202f]", " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void itIsPrintedAsAHandOut(String language) throws IOException {
    TimedPlan plan =
        new TimedPlan(
            Plan.ofTheLab().parts().stream()
                .map(
                    part ->
                        new TimedPlan.Part(
                            part.minutes(),
                            part.tasks().stream()
                                .map(task -> new TimedPlan.TimedTask(task, 1, 1200, 10_000_000))
                                .toList()))
                .toList());
    HandOut handOut = new HandOut(plan, Texts.of("plan.plan", language), "a processor");

    assertThat(handOut.write(folder)).allMatch(file -> Files.exists(file));
    assertThat(plain(Files.readString(folder.resolve("plan.html"))))
        .contains("lab run sheet --seeds 2 --out runs/sheet", "a processor", "4 h 20");
    assertThat(plain(handOut.duration(0.46))).isEqualTo(language.equals("fr") ? "0,5 s" : "0.5 s");
    assertThat(plain(handOut.duration(61))).isEqualTo("1 min");
    assertThat(plain(handOut.duration(7200))).isEqualTo("2 h");
  }
}
