package fovea.images;

import fovea.data.ImageSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Mean and covariance matrix of a set of vectors: images, or patches of images. */
public final class Covariance {

  private static final int CHUNK = 500;

  private final float[] mean;
  private final DMatrixRMaj matrix;

  private Covariance(float[] mean, DMatrixRMaj matrix) {
    this.mean = mean;
    this.matrix = matrix;
  }

  /** A source of vectors, one per row. */
  @FunctionalInterface
  public interface Rows {

    /** Writes one row to an array. Called twice for each row. */
    void copy(int row, double[] destination);
  }

  /** Computes the mean and covariance of the pixel values of images, scaled to the range 0 to 1. */
  static Covariance of(ImageSet images) {
    int elements = images.shape().elements();
    long[] sums = new long[elements];
    byte[] bytes = new byte[elements];
    for (int image = 0; image < images.size(); image++) {
      images.copy(image, bytes);
      for (int i = 0; i < elements; i++) {
        sums[i] += bytes[i] & 0xff;
      }
    }
    float[] mean = new float[elements];
    for (int i = 0; i < elements; i++) {
      mean[i] = (float) ((double) sums[i] / images.size() / 255);
    }
    return new Covariance(mean, PixelProducts.covariance(images));
  }

  /**
   * The variances along all principal components of images, in descending order, of values from 0
   * to 1. There are as many as an image has values.
   *
   * @param epsilon a number that is small compared to the variances that matter, above 0
   * @throws IllegalArgumentException if the images are too similar for the eigenvalues to be
   *     computed
   */
  static List<Double> variances(ImageSet images, double epsilon) {
    int elements = images.shape().elements();
    if (images.size() >= elements) {
      return new Covariance(new float[elements], PixelProducts.covariance(images))
          .variances(epsilon);
    }
    List<Double> variances =
        new ArrayList<>(
            new Covariance(new float[images.size()], PixelProducts.gram(images))
                .variances(epsilon));
    variances.addAll(Collections.nCopies(elements - variances.size(), 0.0));
    return variances;
  }

  /**
   * Computes the mean and covariance of rows. The covariance is divided by the number of rows, not
   * by that number minus 1.
   *
   * @param count number of rows, at least 1
   * @param elements number of values per row
   */
  public static Covariance of(int count, int elements, Rows rows) {
    double[] values = new double[elements];
    double[] mean = new double[elements];
    for (int row = 0; row < count; row++) {
      rows.copy(row, values);
      for (int i = 0; i < elements; i++) {
        mean[i] += values[i] / count;
      }
    }
    DMatrixRMaj sum = new DMatrixRMaj(elements, elements);
    DMatrixRMaj chunk = new DMatrixRMaj(CHUNK, elements);
    for (int first = 0; first < count; first += CHUNK) {
      int size = Math.min(CHUNK, count - first);
      chunk.reshape(size, elements);
      for (int row = 0; row < size; row++) {
        rows.copy(first + row, values);
        for (int i = 0; i < elements; i++) {
          chunk.set(row, i, values[i] - mean[i]);
        }
      }
      CommonOps_MT_DDRM.multAddTransA(chunk, chunk, sum);
    }
    CommonOps_DDRM.scale(1.0 / count, sum);
    float[] rounded = new float[elements];
    for (int i = 0; i < elements; i++) {
      rounded[i] = (float) mean[i];
    }
    return new Covariance(rounded, sum);
  }

  /** The mean of all rows. */
  public float[] mean() {
    return mean.clone();
  }

  /**
   * The PCA whitening matrix {@code diag(1 / sqrt(l + epsilon)) U^T}, its rows in descending order
   * of the eigenvalues l; or the ZCA whitening matrix {@code U diag(1 / sqrt(l + epsilon)) U^T},
   * which is symmetric.
   *
   * @param symmetric whether to return the ZCA matrix
   * @return the matrix, row-major
   * @throws IllegalArgumentException if the rows are too similar for the eigenvectors to be
   *     computed
   */
  public float[] inverseRoot(double epsilon, boolean symmetric) {
    int n = mean.length;
    Eigen decomposed = decompose(epsilon, true);
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed.decomposition();
    int[] order = descending(eigen);
    DMatrixRMaj scaled = new DMatrixRMaj(n, n);
    DMatrixRMaj vectors = new DMatrixRMaj(n, n);
    for (int row = 0; row < n; row++) {
      double variance = Math.max(0, eigen.getEigenvalue(order[row]).getReal() - decomposed.shift());
      double scale = 1 / Math.sqrt(variance + epsilon);
      DMatrixRMaj vector = eigen.getEigenVector(order[row]);
      for (int i = 0; i < n; i++) {
        vectors.set(row, i, vector.get(i));
        scaled.set(row, i, scale * vector.get(i));
      }
    }
    DMatrixRMaj result = scaled;
    if (symmetric) {
      result = new DMatrixRMaj(n, n);
      CommonOps_MT_DDRM.multTransA(vectors, scaled, result);
    }
    float[] rounded = new float[n * n];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) result.get(i);
    }
    return rounded;
  }

  /**
   * The variances along the principal components, which are the eigenvalues, in descending order.
   * This is much faster than {@link #inverseRoot}, which also needs the eigenvectors.
   *
   * @param epsilon a number that is small compared to the variances that matter, above 0
   * @throws IllegalArgumentException if the rows are too similar for the eigenvalues to be computed
   */
  List<Double> variances(double epsilon) {
    Eigen decomposed = decompose(epsilon, false);
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed.decomposition();
    return Arrays.stream(descending(eigen))
        .mapToObj(i -> Math.max(0, eigen.getEigenvalue(i).getReal() - decomposed.shift()))
        .toList();
  }

  /**
   * The eigenvalues of the matrix, with eigenvectors if they were requested.
   *
   * @param shift the number that was added to all eigenvalues
   */
  private record Eigen(EigenDecomposition_F64<DMatrixRMaj> decomposition, double shift) {}

  private Eigen decompose(double epsilon, boolean vectors) {
    int n = mean.length;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, vectors, true);
    if (eigen.decompose(matrix())) {
      return new Eigen(eigen, 0);
    }
    // Very similar rows give many eigenvalues close to 0, on which the relative convergence test of
    // the decomposition fails. Adding epsilon to the diagonal adds it to each eigenvalue and keeps
    // the eigenvectors.
    eigen = DecompositionFactory_DDRM.eig(n, vectors, true);
    if (!eigen.decompose(shifted(epsilon))) {
      throw new IllegalArgumentException(
          "these images are too much alike to be whitened, for the eigenvectors of their"
              + " covariance cannot be computed: use more images, a larger whitening epsilon, or"
              + " another normalisation");
    }
    return new Eigen(eigen, epsilon);
  }

  /** A copy of the covariance matrix, for algorithms that overwrite their input. */
  DMatrixRMaj matrix() {
    return matrix.copy();
  }

  private DMatrixRMaj shifted(double epsilon) {
    DMatrixRMaj shifted = matrix.copy();
    for (int i = 0; i < mean.length; i++) {
      shifted.add(i, i, epsilon);
    }
    return shifted;
  }

  private static int[] descending(EigenDecomposition_F64<DMatrixRMaj> eigen) {
    return IntStream.range(0, eigen.getNumberOfEigenvalues())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
