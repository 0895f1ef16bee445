package fovea.data;

import fovea.data.ImageNormalization.Span;
import java.util.Arrays;

/**
 * How much contrast images have: the standard deviations that {@link ImageNormalization} divides
 * by, of values from 0 to 1.
 *
 * @param span which numbers of an image share a deviation
 * @param floor the least divisor: what has a smaller deviation is divided by this
 * @param count how many deviations there are: one an image, or one a channel of each
 * @param belowFloor how many of them are smaller than the floor
 * @param mean their mean
 * @param median their median, the upper one of an even number
 * @param least the smallest
 * @param most the largest
 */
public record ContrastStatistics(
    Span span,
    double floor,
    int count,
    int belowFloor,
    double mean,
    double median,
    double least,
    double most) {

  /** The statistics of some images. */
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
    double floor = ImageNormalization.leastDivisor(elements);
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
