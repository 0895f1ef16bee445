package fovea.spark;

import fovea.trained.Classifier;
import fovea.trained.DecodedImage;
import fovea.trained.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies image files of any size, many at once, with a trained run.
 *
 * <pre>{@code
 * Dataset<Row> files = spark.read().format("binaryFile").load("hdfs:///photos/*.jpg");
 * files.mapPartitions(new ClassifyImages("hdfs:///runs/mine"), ClassifyImages.rows()).show();
 * }</pre>
 *
 * <p>Each row must have the columns {@code path} and {@code content}. The results have {@code
 * path}, {@code label}, {@code probability} and {@code problem}; of a file that is not a readable
 * image, {@code problem} tells why, and the two before it are null.
 *
 * @param run the run's folder, or a checkpoint, as executors see it: a path, or an address of one
 *     of Hadoop's file systems. Each executor loads it once.
 */
public record ClassifyImages(String run) implements MapPartitionsFunction<Row, Row> {

  private static final int BATCH = 64;

  /** The rows that {@link #call} gives. */
  public static Encoder<Row> rows() {
    return Encoders.row(
        new StructType()
            .add("path", DataTypes.StringType)
            .add("label", DataTypes.StringType)
            .add("probability", DataTypes.DoubleType)
            .add("problem", DataTypes.StringType));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> files) {
    return answers(run, files).map(ClassifyImages::row).iterator();
  }

  /**
   * What was found in a file.
   *
   * @param path the file's address
   * @param prediction its classes; empty if it is not a readable image
   * @param problem why it is not; empty if it is
   */
  record Answer(String path, Optional<Prediction> prediction, Optional<String> problem) {}

  /**
   * Classifies files, many at once.
   *
   * @param files rows with {@code path} and {@code content}
   */
  static Stream<Answer> answers(String run, Iterator<Row> files) {
    Classifier classifier = LoadedRuns.get(run);
    return Stream.generate(() -> next(files))
        .takeWhile(batch -> !batch.isEmpty())
        .flatMap(batch -> classify(classifier, batch));
  }

  /** The next files, of which only some are in memory at the same time. */
  private static List<Row> next(Iterator<Row> files) {
    List<Row> batch = new ArrayList<>();
    while (batch.size() < BATCH && files.hasNext()) {
      batch.add(files.next());
    }
    return batch;
  }

  private record Read(String path, DecodedImage image) {}

  private static Stream<Answer> classify(Classifier classifier, List<Row> batch) {
    List<Answer> unreadable = new ArrayList<>();
    List<Read> images = new ArrayList<>();
    for (Row file : batch) {
      String path = file.getAs("path");
      byte[] content = file.getAs("content");
      try {
        images.add(new Read(path, classifier.decode(path, content)));
      } catch (IOException e) {
        unreadable.add(new Answer(path, Optional.empty(), Optional.of(e.getMessage())));
      }
    }
    List<Prediction> predictions = predictions(classifier, images);
    return Stream.concat(
        IntStream.range(0, images.size())
            .mapToObj(
                i ->
                    new Answer(
                        images.get(i).path(), Optional.of(predictions.get(i)), Optional.empty())),
        unreadable.stream());
  }

  private static List<Prediction> predictions(Classifier classifier, List<Read> images) {
    try {
      return classifier.classify(images.stream().map(Read::image).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static Row row(Answer answer) {
    return RowFactory.create(
        answer.path(),
        answer.prediction().map(Prediction::label).orElse(null),
        answer.prediction().map(Prediction::probability).orElse(null),
        answer.problem().orElse(null));
  }
}
