package fovea.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fovea.lab.cluster.ClusterSettings;
import fovea.train.StopRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Two executors on this machine, each a process with one thread. */
final class LocalCluster implements AutoCloseable {

  static final String MASTER = "local-cluster[2,1,1024]";

  private final JavaSparkContext spark;
  private final SparkCluster cluster;
  private final StopRequest stop = new StopRequest();

  private LocalCluster(JavaSparkContext spark, Path shared) {
    this.spark = spark;
    cluster = new SparkCluster(spark, settings(shared.toString(), stop));
  }

  static ClusterSettings settings(String shared, StopRequest stop) {
    return new ClusterSettings(MASTER, 0, shared, "fovea test", "en", stop);
  }

  /**
   * Starts a cluster; where that is not possible, the test is skipped.
   *
   * @param more settings of Spark
   */
  static LocalCluster start(Path shared, Map<String, String> more) throws IOException {
    String home = System.getenv("SPARK_HOME");
    assumeTrue(home != null, "SPARK_HOME is not set: no tests on a cluster of this machine");
    Files.createDirectories(Path.of(home, "jars"));
    SparkConf configuration =
        SparkClusterProvider.configuration(settings(shared.toString(), new StopRequest()))
            .set("spark.ui.enabled", "false")
            .set("spark.log.level", "ERROR")
            .set("spark.driver.host", InetAddress.getLoopbackAddress().getHostAddress())
            .set("spark.driver.bindAddress", InetAddress.getLoopbackAddress().getHostAddress())
            .set("spark.executor.heartbeatInterval", "1s")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    more.forEach(configuration::set);
    JavaSparkContext spark;
    try {
      spark = new JavaSparkContext(configuration);
      spark.parallelize(List.of(1), 1).count();
    } catch (RuntimeException e) {
      assumeTrue(false, "Spark starts no processes here (" + e.getMessage() + "): skipped");
      throw e;
    }
    return new LocalCluster(spark, shared);
  }

  JavaSparkContext spark() {
    return spark;
  }

  SparkCluster cluster() {
    return cluster;
  }

  StopRequest stop() {
    return stop;
  }

  /** The processes of the executors. */
  List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            each ->
                each.info()
                    .arguments()
                    .filter(words -> List.of(words).toString().contains("ExecutorBackend"))
                    .isPresent())
        .toList();
  }

  /** Kills one of the executors. */
  void killOne(Random random) {
    List<ProcessHandle> all = executors();
    if (!all.isEmpty()) {
      all.get(random.nextInt(all.size())).destroyForcibly();
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
