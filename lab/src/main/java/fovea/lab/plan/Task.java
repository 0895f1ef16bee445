package fovea.lab.plan;

import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderReader;
import fovea.lab.ladder.Sweep;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command of the session.
 *
 * @param command its words after {@code fovea}
 * @param questions the questions that it helps to answer
 */
public record Task(String command, List<Integer> questions) {

  public Task {
    questions = List.copyOf(questions);
  }

  /**
   * The recipes of the runs that the command trains; none if it trains nothing.
   *
   * @throws IOException if a recipe cannot be read
   */
  public List<Recipe> recipes() throws IOException {
    List<String> words = words();
    if (words.get(0).equals("train")) {
      return List.of(RecipeReader.read(words.get(1), flags()));
    }
    if (!words.get(0).equals("lab")) {
      return List.of();
    }
    Map<String, String> flags = flags();
    int seeds = Integer.parseInt(Optional.ofNullable(flags.remove("seeds")).orElse("1"));
    Ladder ladder =
        words.get(1).equals("sweep")
            ? Sweep.of(Optional.of(words.get(2)), flags).ladder()
            : LadderReader.read(words.get(2), flags);
    return ladder.steps().stream()
        .flatMap(step -> Collections.nCopies(seeds, step.recipe()).stream())
        .toList();
  }

  List<String> words() {
    return List.of(command.split(" "));
  }

  /** The values of the flags by key, without the place of the output. */
  private Map<String, String> flags() {
    List<String> words = words();
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).startsWith("--")) {
        flags.put(words.get(i).substring(2).replace('-', '_'), words.get(i + 1));
      }
    }
    flags.remove("out");
    return flags;
  }
}
