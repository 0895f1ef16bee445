package fovea.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Means and standard deviations of the channels of images, of values from 0 to 1.
 *
 * <p>Two numbers go by the name of standard deviation. Over all pixels of all images it is what
 * normalisation to unit variance needs; on CIFAR-10's training images it is 0.2470, 0.2435, 0.2616.
 * The mean of the standard deviations within each image leaves out how images differ in brightness,
 * so it is smaller: 0.2022, 0.1993, 0.2009, the constants that many tutorials print (0.2023,
 * 0.1994, 0.2010 with the unbiased estimator).
 *
 * @param mean over all pixels, a number a channel
 * @param deviation the standard deviation over all pixels
 * @param imageDeviation the mean over the images of the standard deviation within an image
 */
public record ChannelStatistics(
    List<Float> mean, List<Float> deviation, List<Float> imageDeviation) {

  /** The statistics of one channel. */
  private record Channel(float mean, float deviation, float imageDeviation) {}

  /** The statistics of some images. */
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

  /** The standard deviation of so many numbers with a sum and a sum of squares. */
  static double deviation(double sum, double squares, double count) {
    double mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean));
  }

  /** Normalisation to mean 0 and variance 1 over all pixels. */
  public ChannelNormalization perChannel() {
    return new ChannelNormalization(mean, atLeastAStep(deviation));
  }

  /** Normalisation with the mean of the images' own standard deviations. */
  public ChannelNormalization imageAverage() {
    return new ChannelNormalization(mean, atLeastAStep(imageDeviation));
  }

  /** A channel that never changes has deviation 0: it is divided by one step of a byte instead. */
  private static List<Float> atLeastAStep(List<Float> deviations) {
    return deviations.stream().map(each -> Math.max(each, 1 / 255f)).toList();
  }
}
