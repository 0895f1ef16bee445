package fovea.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fovea.lab.cluster.ClusterSettings;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Two executors on this machine, each a process with one thread. */
final class LocalCluster implements AutoCloseable {

  private static final String MASTER = "local-cluster[2,1,1024]";

  private final JavaSparkContext spark;
  private final List<SparkCluster> used = new ArrayList<>();
  private final AtomicInteger lost = new AtomicInteger();

  private LocalCluster(JavaSparkContext spark) {
    this.spark = spark;
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                lost.incrementAndGet();
              }
            });
  }

  /** Starts a cluster; where that is not possible, the test is skipped. */
  static LocalCluster start() throws IOException {
    return start(Map.of());
  }

  /**
   * The same.
   *
   * @param asked what a user's configuration asks for
   */
  static LocalCluster start(Map<String, String> asked) throws IOException {
    String home = System.getenv("SPARK_HOME");
    assumeTrue(home != null, "SPARK_HOME is not set: no tests on a cluster of this machine");
    Files.createDirectories(Path.of(home, "jars"));
    String loopback = InetAddress.getLoopbackAddress().getHostAddress();
    SparkConf configuration =
        SparkClusterProvider.configuration(settings("unused", new StopRequest()))
            .set("spark.ui.enabled", "false")
            .set("spark.log.level", "ERROR")
            .set("spark.driver.host", loopback)
            .set("spark.driver.bindAddress", loopback)
            .set("spark.executor.heartbeatInterval", "1s")
            .set("spark.hadoop.fs.other.impl", OtherFiles.class.getName())
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    asked.forEach(configuration::set);
    try {
      JavaSparkContext spark = new JavaSparkContext(configuration);
      spark.parallelize(List.of(1), 1).count();
      return new LocalCluster(spark);
    } catch (RuntimeException e) {
      assumeTrue(false, "Spark starts no processes here (" + e.getMessage() + "): skipped");
      throw e;
    }
  }

  private static ClusterSettings settings(String shared, StopRequest stop) {
    return new ClusterSettings(MASTER, 0, shared, "fovea test", "en", stop);
  }

  JavaSparkContext spark() {
    return spark;
  }

  /** What trains on it; not to be closed, since others use the same executors. */
  SparkCluster cluster(Path shared, StopRequest stop) {
    return cluster(shared.toString(), stop);
  }

  /**
   * The same.
   *
   * @param shared the address of the folder for states
   */
  SparkCluster cluster(String shared, StopRequest stop) {
    used.add(new SparkCluster(spark, settings(shared, stop)));
    return used.get(used.size() - 1);
  }

  /** How many executors were lost so far. */
  int lost() {
    return lost.get();
  }

  /**
   * Kills one of the executors, which are the only children of this process, when one of them has
   * published a state.
   *
   * @param states the folder of the states
   * @param training what is disturbed
   */
  static void killOneAfterAnEpoch(Path states, Random random, Future<?> training)
      throws InterruptedException {
    Set<Path> seen = published(states);
    while (seen.containsAll(published(states)) && !training.isDone()) {
      Thread.sleep(10);
    }
    List<ProcessHandle> executors = ProcessHandle.current().children().toList();
    if (!executors.isEmpty()) {
      executors.get(random.nextInt(executors.size())).destroyForcibly();
    }
  }

  private static Set<Path> published(Path states) {
    if (!Files.exists(states)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(states)) {
      return all.filter(file -> file.toString().endsWith(".zip")).collect(Collectors.toSet());
    } catch (IOException | UncheckedIOException e) {
      return Set.of(); // one was just removed
    }
  }

  @Override
  public void close() {
    used.forEach(SparkCluster::leave);
    spark.close();
  }
}
