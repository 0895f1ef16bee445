package fovea.lab.ladder;

import fovea.images.RecipeImages;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sweep: a recipe trained for every combination of values of one or two keys.
 *
 * @param ladder one step per cell of the grid, row by row
 * @param columns the key that varies along a row, and its values
 * @param rows the key that varies along a column, and its values; an empty key with a single empty
 *     value if only one key varies
 */
public record Sweep(Ladder ladder, Axis columns, Axis rows) {

  /**
   * A recipe key and its values, as text.
   *
   * @param key the key; empty if nothing varies along this axis
   */
  public record Axis(String key, List<String> values) {

    public Axis {
      values = List.copyOf(values);
    }

    /** The values as figures and folders show them: a file by its name alone. */
    List<String> labels() {
      return key.equals("model")
          ? values.stream()
              .map(value -> Path.of(value).getFileName().toString().replaceFirst("\\.ya?ml$", ""))
              .toList()
          : values;
    }

    private Map<String, String> at(int index) {
      return key.isEmpty() ? Map.of() : Map.of(key, values.get(index));
    }
  }

  private static boolean isList(String key) {
    return RecipeKeys.all().stream().anyMatch(each -> each.name().equals(key) && each.isList());
  }

  /**
   * Makes a sweep over the keys that have several values.
   *
   * @param base name or file of the recipe; empty for the default of the data set
   * @param overrides values by key; several values are separated by commas
   * @throws RecipeException unless one or two keys have several values, and if a value is invalid
   */
  public static Sweep of(Optional<String> base, Map<String, String> overrides) throws IOException {
    Map<String, String> fixed = new LinkedHashMap<>();
    List<Axis> axes = new ArrayList<>();
    overrides.forEach(
        (key, value) -> {
          if (value.contains(",") && !isList(key)) {
            List<String> values = Stream.of(value.split(",", -1)).map(String::trim).toList();
            if (values.stream().distinct().count() < values.size()) {
              throw new RecipeException("%s has a value twice: %s".formatted(key, value));
            }
            axes.add(new Axis(key, values));
          } else {
            fixed.put(key, value);
          }
        });
    if (axes.isEmpty() || axes.size() > 2) {
      throw new RecipeException(
          "a sweep varies one or two keys: give them several values, such as --lr 0.01,0.1"
              + " --batch-size 32,128");
    }
    Axis columns = axes.get(0);
    Axis rows = axes.size() == 2 ? axes.get(1) : new Axis("", List.of(""));
    List<Ladder.Step> steps = new ArrayList<>();
    for (int row = 0; row < rows.values().size(); row++) {
      for (int column = 0; column < columns.values().size(); column++) {
        Map<String, String> all = new LinkedHashMap<>(fixed);
        all.putAll(columns.at(column));
        all.putAll(rows.at(row));
        Recipe recipe = RecipeReader.read(base, all);
        RecipeImages.check(recipe);
        steps.add(new Ladder.Step(name(columns, column, rows, row), recipe));
      }
    }
    String name = "sweep-" + columns.key() + (rows.key().isEmpty() ? "" : "-" + rows.key());
    return new Sweep(LadderReader.ladder(name, Ladder.Reference.FIRST, steps), columns, rows);
  }

  private static String name(Axis columns, int column, Axis rows, int row) {
    String first = columns.key() + "=" + columns.labels().get(column);
    return rows.key().isEmpty() ? first : first + "-" + rows.key() + "=" + rows.labels().get(row);
  }

  /**
   * Draws a heat map of the mean test accuracies, {@code heatmap.png} and {@code heatmap.svg}.
   * Cells without a finished run stay empty; if all are empty, nothing is drawn.
   *
   * @param texts the bundle {@code ladder.comparison}
   * @throws IOException if they cannot be written
   */
  public void draw(Comparison comparison, Path folder, Texts texts) throws IOException {
    List<Double> accuracies =
        comparison.groups().stream().map(group -> group.testAccuracy().mean()).toList();
    if (!accuracies.stream().allMatch(each -> each.isNaN())) {
      figure(columns, rows, accuracies, texts).write(folder.resolve("heatmap"));
    }
  }

  /**
   * A heat map of test accuracies.
   *
   * @param accuracies accuracies of the cells, row by row, 0 to 1; NaN leaves a cell empty
   * @param texts the bundle {@code ladder.comparison}
   */
  public static Figure figure(Axis columns, Axis rows, List<Double> accuracies, Texts texts) {
    return new SweepFigure(columns, rows, accuracies, texts).figure();
  }
}
