package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.nn.Network;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The projection of images onto the first two principal components (Pearson 1901) of a layer's
 * outputs.
 *
 * @param points the projected images
 * @param explainedVariance the fraction of the total variance along each component
 */
record PcaProjection(List<Point2D.Double> points, List<Double> explainedVariance) {

  private static final int BATCH = 250;

  PcaProjection {
    points = List.copyOf(points);
    explainedVariance = List.copyOf(explainedVariance);
  }

  /** Projects the inputs of the last linear layer. */
  static PcaProjection ofLastHidden(TrainedModel model, ImageSet images) {
    Network network = model.model().network();
    Network part = network.upTo(TargetLayers.lastHidden(network));
    List<float[]> features = new ArrayList<>();
    try (Probe probe = model.probe(part, model.model().input());
        Loader loader = model.inputs(images, BATCH)) {
      int count = probe.output().elements();
      loader.start(0, 0);
      while (loader.advance()) {
        float[] values = probe.forward(loader.images(), loader.size());
        for (int i = 0; i < loader.size(); i++) {
          features.add(Arrays.copyOfRange(values, i * count, (i + 1) * count));
        }
      }
    }
    return of(features);
  }

  /**
   * Projects vectors.
   *
   * @param rows at least two vectors of equal length, at least 2
   */
  static PcaProjection of(List<float[]> rows) {
    DMatrixRMaj centred = centred(rows);
    DMatrixRMaj covariance = new DMatrixRMaj(centred.numCols, centred.numCols);
    CommonOps_DDRM.multInner(centred, covariance);
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(covariance.numCols, true, true);
    eigen.decompose(covariance);
    List<Integer> order =
        IntStream.range(0, eigen.getNumberOfEigenvalues())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .toList();
    double total = CommonOps_DDRM.trace(covariance);
    double[][] coordinates = new double[2][];
    double[] explainedVariance = new double[2];
    for (int i = 0; i < 2; i++) {
      DMatrixRMaj along = new DMatrixRMaj(rows.size(), 1);
      CommonOps_DDRM.mult(centred, eigen.getEigenVector(order.get(i)), along);
      coordinates[i] = along.getData();
      explainedVariance[i] = eigen.getEigenvalue(order.get(i)).getReal() / total;
    }
    return new PcaProjection(
        IntStream.range(0, rows.size())
            .mapToObj(i -> new Point2D.Double(coordinates[0][i], coordinates[1][i]))
            .toList(),
        List.of(explainedVariance[0], explainedVariance[1]));
  }

  private static DMatrixRMaj centred(List<float[]> rows) {
    int columns = rows.get(0).length;
    double[] mean = new double[columns];
    for (float[] row : rows) {
      for (int j = 0; j < columns; j++) {
        mean[j] += (double) row[j] / rows.size();
      }
    }
    DMatrixRMaj centred = new DMatrixRMaj(rows.size(), columns);
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns; j++) {
        centred.set(i, j, rows.get(i)[j] - mean[j]);
      }
    }
    return centred;
  }
}
