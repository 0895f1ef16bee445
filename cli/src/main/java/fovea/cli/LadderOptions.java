package fovea.cli;

import fovea.lab.ladder.Ladder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that train several runs. */
final class LadderOptions {

  /**
   * The overrides of {@code --quick}: enough to check that everything works, too little for
   * meaningful results.
   */
  private static final Map<String, String> QUICK =
      Map.of("epochs", "3", "limit_train", "5000", "limit_test", "1000");

  @Mixin private RecipeOptions recipe;

  @Option(
      names = "--quick",
      description = "3 epochs on 5,000 images, tested on 1,000: a quick check.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the runs and the comparison.")
  private Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Train N runs at a time, each in a process of its own; without it, one, or with --spark"
              + " as many as there is room for.")
  private Optional<Integer> workers;

  @Mixin private ClusterOptions cluster;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print events and the comparison as JSON, one per line.")
  private boolean json;

  /** The overrides for every recipe: values as text, by key. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(quick ? QUICK : Map.of());
    overrides.putAll(recipe.overrides());
    return overrides;
  }

  /** The output folder of a ladder's runs. */
  Path folder(Ladder ladder) {
    return out == null ? Path.of("runs", ladder.name()) : out;
  }

  /** How many runs are trained at a time. */
  int workers() {
    return workers.orElse(cluster.wanted() ? Integer.MAX_VALUE : 1);
  }

  ClusterOptions cluster() {
    return cluster;
  }

  LanguageOption language() {
    return language;
  }

  boolean json() {
    return json;
  }
}
