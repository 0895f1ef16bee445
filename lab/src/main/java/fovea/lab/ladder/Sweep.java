package fovea.lab.ladder;

import fovea.images.RecipeImages;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One recipe with one or two of its keys at several values.
 *
 * @param ladder a step for each cell, the columns of the first row first
 * @param columns the key that varies from column to column, and its values
 * @param rows the key that varies from row to row, and its values; a single empty value if only one
 *     key varies
 */
public record Sweep(Ladder ladder, Axis columns, Axis rows) {

  /** Keys whose commas are part of a single value. */
  private static final Set<String> LISTS = Set.of("augment", "network");

  /**
   * A key and its values, as texts.
   *
   * @param key empty if nothing varies
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

  /**
   * A sweep over those keys whose values are several.
   *
   * @param base a recipe's name or file; empty for the one that suits the data set
   * @param overrides values by key; texts with commas are several values
   * @throws RecipeException if not one or two keys have several values, or one is refused
   */
  public static Sweep of(Optional<String> base, Map<String, String> overrides) throws IOException {
    Map<String, String> fixed = new LinkedHashMap<>();
    List<Axis> axes = new ArrayList<>();
    overrides.forEach(
        (key, value) -> {
          if (value.contains(",") && !LISTS.contains(key)) {
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
    return new Sweep(new Ladder(name, Ladder.Against.FIRST, steps), columns, rows);
  }

  private static String name(Axis columns, int column, Axis rows, int row) {
    String first = columns.key() + "=" + columns.labels().get(column);
    return rows.key().isEmpty() ? first : first + "-" + rows.key() + "=" + rows.labels().get(row);
  }

  /**
   * Draws the mean test accuracies as a heat map, {@code heatmap.png} and {@code .svg}: cells
   * without a finished run stay empty, and there is no map without any.
   *
   * @param texts the bundle {@code ladder.comparison}
   * @throws IOException if they cannot be written
   */
  public void draw(Comparison comparison, Path folder, Texts texts) throws IOException {
    List<Double> accuracies =
        comparison.groups().stream().map(group -> group.testAccuracy().mean()).toList();
    if (!accuracies.stream().allMatch(each -> each.isNaN())) {
      new SweepFigure(columns, rows, accuracies, texts).figure().write(folder.resolve("heatmap"));
    }
  }
}
