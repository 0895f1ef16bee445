package fovea.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.spark.ClassifyImages.Answer;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Classifies image files. Answers reach the driver a partition at a time, so that it need not hold
 * them all.
 *
 * @param run the run's folder or a checkpoint: a path, or an address
 * @param top how many classes an answer has at most
 */
record PredictionJob(String run, int top) implements Serializable {

  private static final long POLL_MILLISECONDS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Spark calls with the rows of a partition. */
  private interface Body extends Function1<Iterator<Row>, List<String>>, Serializable {}

  /**
   * Classifies the files, until it is asked to stop.
   *
   * @param images files, folders and patterns: paths, or addresses
   * @param answers receives the answer to each file
   */
  void run(
      JavaSparkContext spark, List<String> images, Consumer<ObjectNode> answers, StopRequest stop)
      throws IOException {
    RDD<Row> files = files(spark, images);
    Body body = rows -> lines(CollectionConverters.asJava(rows));
    SimpleFutureAction<BoxedUnit> job =
        spark
            .sc()
            .submitJob(
                files,
                body,
                CollectionConverters.asScala(partitions(files)).toSeq(),
                (index, lines) -> {
                  lines.forEach(line -> answers.accept(parse(line)));
                  return BoxedUnit.UNIT;
                },
                () -> BoxedUnit.UNIT);
    while (!job.isCompleted()) {
      if (stop.requested()) {
        job.cancel();
        return;
      }
      pause();
    }
    if (job.value().get().isFailure()) {
      throw JobFailure.of(job.value().get().failed().get());
    }
  }

  private static RDD<Row> files(JavaSparkContext spark, List<String> images) throws IOException {
    try {
      return SparkSession.builder()
          .sparkContext(spark.sc())
          .getOrCreate()
          .read()
          .format("binaryFile")
          .option("recursiveFileLookup", true)
          .load(images.stream().map(HadoopFiles::address).toArray(String[]::new))
          .select("path", "content")
          .javaRDD()
          .rdd();
    } catch (Exception e) { // Scala declares none
      if (e instanceof AnalysisException missing) {
        throw new IOException(missing.getMessage(), missing);
      }
      throw e;
    }
  }

  private static List<Object> partitions(RDD<Row> files) {
    return IntStream.range(0, files.getNumPartitions()).<Object>mapToObj(Integer::valueOf).toList();
  }

  private List<String> lines(java.util.Iterator<Row> files) {
    return ClassifyImages.answers(run, files).map(this::line).toList();
  }

  private String line(Answer answer) {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("image", answer.path());
    answer.prediction().ifPresent(found -> line.set("predictions", found.json(top)));
    answer.problem().ifPresent(problem -> line.put("problem", problem));
    return line.toString();
  }

  private static ObjectNode parse(String line) {
    try {
      return (ObjectNode) JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("a prediction was interrupted");
    }
  }
}
