package fovea.lab.measure;

import fovea.data.ImageSet;

/**
 * How alike the values of an image are: Pearson's correlation of pairs of values, over all images
 * and places.
 *
 * @param images number of images
 * @param beside of two neighbours in a row, of the same colour
 * @param apart of two values of the same colour {@link #DISTANCE} pixels apart in a row
 * @param colours of the first and the last colour of a pixel; 1 if there is only one
 */
public record PixelCorrelation(int images, double beside, double apart, double colours) {

  /** The distance of the values that are far apart, in pixels. */
  public static final int DISTANCE = 8;

  /** Measures images that are wider than {@link #DISTANCE}. */
  public static PixelCorrelation of(ImageSet images) {
    int width = images.shape().width();
    int area = images.shape().area();
    int last = (images.shape().channels() - 1) * area;
    Pairs beside = new Pairs();
    Pairs apart = new Pairs();
    Pairs colours = new Pairs();
    byte[] pixels = new byte[images.shape().elements()];
    for (int image = 0; image < images.size(); image++) {
      images.copy(image, pixels);
      for (int i = 0; i < pixels.length; i++) {
        int value = pixels[i] & 0xff;
        if (i % width + 1 < width) {
          beside.add(value, pixels[i + 1] & 0xff);
        }
        if (i % width + DISTANCE < width) {
          apart.add(value, pixels[i + DISTANCE] & 0xff);
        }
        if (i < area) {
          colours.add(value, pixels[last + i] & 0xff);
        }
      }
    }
    return new PixelCorrelation(
        images.size(), beside.correlation(), apart.correlation(), colours.correlation());
  }

  /** Sums over pairs of values; a long holds those of 10^14 pairs. */
  private static final class Pairs {
    private long count;
    private long firsts;
    private long seconds;
    private long firstSquares;
    private long secondSquares;
    private long products;

    void add(int first, int second) {
      count++;
      firsts += first;
      seconds += second;
      firstSquares += (long) first * first;
      secondSquares += (long) second * second;
      products += (long) first * second;
    }

    double correlation() {
      double n = count;
      double covariance = products / n - firsts / n * (seconds / n);
      double first = firstSquares / n - firsts / n * (firsts / n);
      double second = secondSquares / n - seconds / n * (seconds / n);
      return covariance / Math.sqrt(first * second);
    }
  }
}
