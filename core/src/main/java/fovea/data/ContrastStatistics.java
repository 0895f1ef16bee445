package fovea.data;

import fovea.data.ImageNormalization.Span;
import java.util.Arrays;

/**
 * Distribution of the contrast of a set of images: of the standard deviations that {@link
 * ImageNormalization} divides by, of values from 0 to 1.
 *
 * @param span whether a deviation is that of an image or that of one of its channels
 * @param floor the smallest divisor, which replaces smaller deviations
 * @param count number of deviations: one per image, or one per image and channel
 * @param belowFloor number of deviations below the floor
 * @param mean the mean deviation
 * @param median the median deviation; the upper one if the count is even
 * @param min the smallest deviation
 * @param max the largest deviation
 */
public record ContrastStatistics(
    Span span,
    double floor,
    int count,
    int belowFloor,
    double mean,
    double median,
    double min,
    double max) {

  /** Computes the statistics of all images of a set. */
  public static ContrastStatistics of(ImageSet images, Span span) {
    int groups = span.groups(images.shape());
    int elements = images.shape().elements() / groups;
    double[] deviations = new double[images.size() * groups];
    byte[] image = new byte[images.shape().elements()];
    for (int i = 0; i < images.size(); i++) {
      images.copy(i, image);
      for (int group = 0; group < groups; group++) {
        deviations[i * groups + group] = deviation(image, group * elements, elements) / 255;
      }
    }
    Arrays.sort(deviations);
    double floor = ImageNormalization.minDivisor(elements);
    return new ContrastStatistics(
        span,
        floor,
        deviations.length,
        (int) Arrays.stream(deviations).filter(each -> each < floor).count(),
        Arrays.stream(deviations).average().orElseThrow(),
        deviations[deviations.length / 2],
        deviations[0],
        deviations[deviations.length - 1]);
  }

  private static double deviation(byte[] image, int start, int count) {
    long sum = 0;
    long squares = 0;
    for (int i = start; i < start + count; i++) {
      int value = image[i] & 0xff;
      sum += value;
      squares += (long) value * value;
    }
    return ChannelStatistics.deviation((double) sum, (double) squares, count);
  }
}
