package fovea.images;

import fovea.data.ImageSet;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Computes covariance and Gram matrices of centred images. The sums of products are exact, because
 * pixels are integers.
 */
final class PixelProducts {

  /** Number of products per chunk. Their sum is far below the largest {@code int}. */
  private static final int CHUNK = 512;

  /** Subtracted from unsigned bytes, so that the values are roughly centred. */
  private static final int MIDDLE = 128;

  private PixelProducts() {}

  /** Fills one chunk of each vector with values from -128 to 127. */
  private interface Chunks {
    void fill(int first, int size, int[][] vectors);
  }

  /**
   * The covariance of each pair of pixel positions over all images, of values from 0 to 1.
   *
   * @return a matrix with one row and one column per value of an image
   */
  static DMatrixRMaj covariance(ImageSet images) {
    int elements = images.shape().elements();
    byte[] bytes = new byte[elements];
    long[][] products =
        products(
            elements,
            images.size(),
            (first, size, vectors) -> {
              for (int image = 0; image < size; image++) {
                images.copy(first + image, bytes);
                for (int i = 0; i < elements; i++) {
                  vectors[i][image] = (bytes[i] & 0xff) - MIDDLE;
                }
              }
            });
    long[] sums = new long[elements];
    for (int image = 0; image < images.size(); image++) {
      images.copy(image, bytes);
      for (int i = 0; i < elements; i++) {
        sums[i] += (bytes[i] & 0xff) - MIDDLE;
      }
    }
    double count = images.size();
    return symmetric(
        products, (i, j) -> (products[i][j] - sums[i] * (sums[j] / count)) / count / (255 * 255));
  }

  /**
   * The Gram matrix of the images minus the mean image, divided by the number of images, of values
   * from 0 to 1. It has the same eigenvalues above 0 as {@link #covariance}, and is smaller if
   * there are fewer images than values per image (Turk and Pentland 1991).
   *
   * @return a matrix with one row and one column per image
   */
  static DMatrixRMaj gram(ImageSet images) {
    int count = images.size();
    byte[] bytes = new byte[images.shape().elements()];
    long[][] products =
        products(
            count,
            bytes.length,
            (first, size, vectors) -> {
              for (int image = 0; image < count; image++) {
                images.copy(image, bytes);
                for (int i = 0; i < size; i++) {
                  vectors[image][i] = (bytes[first + i] & 0xff) - MIDDLE;
                }
              }
            });
    double[] means = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        means[i] += (double) products[Math.max(i, j)][Math.min(i, j)] / count;
      }
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    return symmetric(
        products, (i, j) -> (products[i][j] - means[i] - means[j] + mean) / count / (255 * 255));
  }

  /** The dot product of each pair of vectors, as a lower triangular matrix. */
  private static long[][] products(int vectors, int length, Chunks chunks) {
    long[][] products = new long[vectors][];
    Arrays.setAll(products, i -> new long[i + 1]);
    int[][] chunk = new int[vectors][CHUNK];
    for (int first = 0; first < length; first += CHUNK) {
      int size = Math.min(CHUNK, length - first);
      chunks.fill(first, size, chunk);
      IntStream.range(0, vectors)
          .parallel()
          .forEach(
              i -> {
                for (int j = 0; j <= i; j++) {
                  products[i][j] += dot(chunk[i], chunk[j], size);
                }
              });
    }
    return products;
  }

  private static int dot(int[] one, int[] other, int size) {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /** Computes one entry of a matrix. */
  private interface Entry {
    double value(int row, int column);
  }

  private static DMatrixRMaj symmetric(long[][] products, Entry entry) {
    DMatrixRMaj matrix = new DMatrixRMaj(products.length, products.length);
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = entry.value(i, j);
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
    return matrix;
  }
}
