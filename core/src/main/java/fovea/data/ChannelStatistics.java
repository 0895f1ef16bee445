package fovea.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Per-channel means and standard deviations of a set of images, of values from 0 to 1.
 *
 * <p>Two quantities are called the standard deviation. Normalisation to unit variance needs the one
 * over all pixels of all images; on CIFAR-10's training images it is 0.2470, 0.2435, 0.2616. The
 * mean of the standard deviations within each image ignores that images differ in brightness, so it
 * is smaller: 0.2022, 0.1993, 0.2009, the constants printed in many tutorials (0.2023, 0.1994,
 * 0.2010 with the unbiased estimator).
 *
 * @param mean the mean over all pixels, for each channel
 * @param deviation the standard deviation over all pixels, for each channel
 * @param imageDeviation the mean over all images of the standard deviation within an image, for
 *     each channel
 */
public record ChannelStatistics(
    List<Float> mean, List<Float> deviation, List<Float> imageDeviation) {

  /** The statistics of one channel. */
  private record Channel(float mean, float deviation, float imageDeviation) {}

  /** Computes the statistics of all images of a set. */
  public static ChannelStatistics of(ImageSet images) {
    List<Channel> channels =
        IntStream.range(0, images.shape().channels())
            .parallel()
            .mapToObj(channel -> channel(images, channel))
            .toList();
    return new ChannelStatistics(
        channels.stream().map(Channel::mean).toList(),
        channels.stream().map(Channel::deviation).toList(),
        channels.stream().map(Channel::imageDeviation).toList());
  }

  private static Channel channel(ImageSet images, int channel) {
    int area = images.shape().area();
    byte[] image = new byte[images.shape().elements()];
    double sum = 0;
    double squares = 0;
    double withinImages = 0;
    for (int i = 0; i < images.size(); i++) {
      images.copy(i, image);
      long imageSum = 0;
      long imageSquares = 0;
      for (int p = channel * area; p < (channel + 1) * area; p++) {
        int value = image[p] & 0xff;
        imageSum += value;
        imageSquares += (long) value * value;
      }
      sum += imageSum;
      squares += imageSquares;
      withinImages += deviation((double) imageSum, (double) imageSquares, area);
    }
    double pixels = (double) images.size() * area;
    return new Channel(
        (float) (sum / pixels / 255),
        (float) (deviation(sum, squares, pixels) / 255),
        (float) (withinImages / images.size() / 255));
  }

  /** The standard deviation of {@code count} numbers, from their sum and sum of squares. */
  static double deviation(double sum, double squares, double count) {
    double mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean));
  }

  /** The normalisation to mean 0 and variance 1 over all pixels. */
  public ChannelNormalization perChannel() {
    return new ChannelNormalization(mean, atLeastAStep(deviation));
  }

  /** The normalisation that divides by the mean of the per-image standard deviations. */
  public ChannelNormalization imageAverage() {
    return new ChannelNormalization(mean, atLeastAStep(imageDeviation));
  }

  /** Replaces the deviation 0 of a constant channel by 1/255, one step of a byte. */
  private static List<Float> atLeastAStep(List<Float> deviations) {
    return deviations.stream().map(each -> Math.max(each, 1 / 255f)).toList();
  }
}
