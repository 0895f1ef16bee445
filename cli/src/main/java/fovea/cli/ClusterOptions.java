package fovea.cli;

import fovea.lab.cluster.Cluster;
import fovea.lab.cluster.ClusterProvider;
import fovea.lab.cluster.ClusterSettings;
import fovea.recipe.RecipeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of commands that can train on the machines of a cluster. */
final class ClusterOptions {

  private static final String STATES = ".states";

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Train on the machines of a Spark cluster, such as spark://host:7077 (see"
              + " docs/cluster.md).")
  private Optional<String> spark;

  @Option(
      names = "--shared",
      paramLabel = "DIR",
      description =
          "With --spark: where trainings keep their state; a folder or an address, such as"
              + " hdfs://..., that all machines see. By default within --out.")
  private Optional<String> shared;

  /** Whether a cluster is wanted. */
  boolean wanted() {
    return spark.isPresent();
  }

  /**
   * What connects to clusters.
   *
   * @throws RecipeException if there is no software for clusters
   */
  ClusterProvider provider() {
    return provider(spark.orElseThrow());
  }

  private static ClusterProvider provider(String master) {
    return ClusterProvider.find()
        .orElseThrow(
            () ->
                new RecipeException(
                    "--spark needs Spark: start this with spark-submit --master %s fovea-spark.jar (see docs/cluster.md)"
                        .formatted(master)));
  }

  /**
   * Connects to a cluster that classifies.
   *
   * @param language the language of messages
   * @throws RecipeException if there is no software for clusters
   */
  static Cluster connect(Console console, String master, String language) throws IOException {
    return connect(console, master, 0, STATES, language);
  }

  /**
   * Connects to the cluster.
   *
   * @param overrides the values of recipe keys that were given, as text
   * @param folder the folder of the runs
   * @param language the language of the curves' labels
   */
  Cluster connect(Console console, Map<String, String> overrides, Path folder, String language)
      throws IOException {
    return connect(
        console,
        spark.orElseThrow(),
        threads(overrides.getOrDefault("threads", "0")),
        shared.orElse(folder.resolve(STATES).toString()),
        language);
  }

  private static Cluster connect(
      Console console, String master, int threads, String shared, String language)
      throws IOException {
    console.interruption().waitForTraining();
    return provider(master)
        .connect(
            new ClusterSettings(
                master,
                threads,
                shared,
                console.commandLine(),
                language,
                console.interruption().stop()));
  }

  private static int threads(String text) {
    return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0; // the recipe refuses all else
  }
}
