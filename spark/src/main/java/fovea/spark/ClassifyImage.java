package fovea.spark;

import fovea.trained.Prediction;
import java.io.IOException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A function for SQL and Python which classifies one image file: {@code classify(run, content)}
 * gives its {@code label} and {@code probability}, or null if it is not a readable image. {@link
 * ClassifyImages} is faster, since it classifies many at once.
 */
public final class ClassifyImage implements UDF2<String, byte[], Row> {

  private static final long serialVersionUID = 1L;

  /** The type of what it gives. */
  public static StructType type() {
    return new StructType()
        .add("label", DataTypes.StringType)
        .add("probability", DataTypes.DoubleType);
  }

  @Override
  public Row call(String run, byte[] content) {
    try {
      Prediction prediction = LoadedRuns.get(run).classify(content);
      return RowFactory.create(prediction.label(), prediction.probability());
    } catch (IOException e) {
      return null; // SQL's word for what there is not
    }
  }
}
