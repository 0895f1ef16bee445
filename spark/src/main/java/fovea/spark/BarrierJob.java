package fovea.spark;

import fovea.lab.ladder.Workers.Ending;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A job whose tasks all run at the same time, or not at all.
 *
 * @param tasks how many they are
 */
record BarrierJob(JavaSparkContext spark, int tasks) {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_MILLISECONDS = 200;

  /** What Spark calls with the elements of a partition. */
  private interface Body
      extends Function1<Iterator<Integer>, Iterator<Ending>>, java.io.Serializable {}

  /** Waits a minute until there are enough executors, where Spark itself would wait for ten. */
  void requireRoom() throws IOException {
    requireRoom(PATIENCE_NANOS);
  }

  /**
   * Waits until there are enough executors.
   *
   * @throws IllegalArgumentException if there will not be enough at the same time
   */
  void requireRoom(long nanos) throws IOException {
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new IllegalArgumentException(
          "spark.dynamicAllocation.enabled is true: one training on many machines needs all of them"
              + " at once; start it with --conf spark.dynamicAllocation.enabled=false");
    }
    long deadline = System.nanoTime() + nanos;
    while (room() < tasks) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalArgumentException(
            "--workers is %s, and the executors have room for %s tasks (their processors divided by spark.task.cpus): ask for fewer, or for more executors"
                .formatted(tasks, room()));
      }
      try {
        Thread.sleep(POLL_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("a training was interrupted");
      }
    }
  }

  private int room() {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  Future<List<Ending>> start(JointTask task) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    Body body = none -> CollectionConverters.asScala(task.run().iterator());
    ClassTag<Ending> type = ClassTag$.MODULE$.apply(Ending.class);
    return new JavaRDD<>(
            spark.parallelize(numbers, tasks).rdd().barrier().mapPartitions(body, false, type),
            type)
        .collectAsync();
  }
}
