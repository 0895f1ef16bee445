package fovea.images;

import fovea.data.ImageSet;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Centred sums of products of pixels, exact because bytes are integers: the entries of a covariance
 * matrix before division.
 */
final class PixelProducts {

  /** Products a chunk, so that their sum is far below the largest int. */
  private static final int CHUNK = 512;

  /** What is taken from bytes, so that they are small on both sides. */
  private static final int MIDDLE = 128;

  private PixelProducts() {}

  /** Fills a chunk of each vector, with numbers from -128 to 127. */
  private interface Chunks {
    void fill(int first, int size, int[][] vectors);
  }

  /**
   * The covariance of each pair of an image's numbers, from 0 to 1, over all images.
   *
   * @return a matrix with a row and a column a number of an image
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
   * The products of each pair of images as vectors from the mean image, divided by the count of
   * images: this matrix has the same eigenvalues above 0 as {@link #covariance}, and where there
   * are fewer images than numbers it is smaller (Turk and Pentland 1991).
   *
   * @return a matrix with a row and a column an image
   */
  static DMatrixRMaj betweenImages(ImageSet images) {
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

  /** The scalar product of each pair of vectors, the second no later than the first. */
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
                  products[i][j] += product(chunk[i], chunk[j], size);
                }
              });
    }
    return products;
  }

  private static int product(int[] one, int[] other, int size) {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /** The value of a place of a matrix. */
  private interface Place {
    double value(int row, int column);
  }

  private static DMatrixRMaj symmetric(long[][] products, Place place) {
    DMatrixRMaj matrix = new DMatrixRMaj(products.length, products.length);
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = place.value(i, j);
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
    return matrix;
  }
}
