package fovea.spark;

import fovea.lab.cluster.Cluster;
import fovea.lab.cluster.ClusterProvider;
import fovea.lab.cluster.ClusterSettings;
import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts applications of Spark. What {@code spark-submit} or a configuration says stays. */
public final class SparkClusterProvider implements ClusterProvider {

  /** What the script {@code fovea} tells Java about the memory of native code. */
  private static final String JAVA_OPTIONS =
      "-Djava.awt.headless=true -Dorg.bytedeco.javacpp.nopointergc=true"
          + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.bytedeco.javacpp.maxbytes=0";

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String ENVIRONMENT = "spark.executorEnv.";

  @Override
  public Cluster connect(ClusterSettings settings) throws IOException {
    try {
      return new SparkCluster(new JavaSparkContext(configuration(settings)), settings);
    } catch (Exception e) { // Scala declares none
      if (e instanceof SparkException) {
        throw new IOException(
            "cannot use the cluster %s: %s".formatted(settings.master(), e.getMessage()), e);
      }
      throw e;
    }
  }

  /** Each task of an executor computes with as many threads as it is given processors. */
  static SparkConf configuration(ClusterSettings settings) {
    SparkConf configuration =
        new SparkConf()
            .setMaster(settings.master())
            .setIfMissing("spark.app.name", "Fovea")
            .setIfMissing("spark.log.level", "WARN")
            .setIfMissing("spark.ui.showConsoleProgress", "false");
    if (settings.threads() > 0) {
      configuration.setIfMissing(TASK_CPUS, Integer.toString(settings.threads()));
    }
    String options = configuration.get(EXECUTOR_OPTIONS, "");
    configuration
        .set(EXECUTOR_OPTIONS, (options + " " + JAVA_OPTIONS).trim())
        .setIfMissing(ENVIRONMENT + "OMP_NUM_THREADS", configuration.get(TASK_CPUS, "1"))
        .setIfMissing(ENVIRONMENT + "GOMP_SPINCOUNT", "2000")
        .setIfMissing(ENVIRONMENT + "MALLOC_ARENA_MAX", "1");
    String cache = System.getenv("FOVEA_CACHE");
    if (cache != null) {
      configuration.setIfMissing(ENVIRONMENT + "FOVEA_CACHE", cache);
    }
    return configuration;
  }
}
