package fovea.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /** Of more pixels, a sample is measured that is spread over the classes: no digit changes. */
  private static final long MAX_PIXELS = 1L << 30;

  /** Images that one thread goes through. */
  private static final int SHARE = 1024;

  /** The sums of one channel. */
  private static final class Sums {
    private double sum;
    private double squares;
    private double deviations;

    void add(Sums other) {
      sum += other.sum;
      squares += other.squares;
      deviations += other.deviations;
    }

    void add(byte[] image, int start, int area) {
      long imageSum = 0;
      long imageSquares = 0;
      for (int p = start; p < start + area; p++) {
        int value = image[p] & 0xff;
        imageSum += value;
        imageSquares += (long) value * value;
      }
      sum += imageSum;
      squares += imageSquares;
      deviations += deviation((double) imageSum, (double) imageSquares, area);
    }
  }

  /**
   * Computes the statistics of all images of a set, or, of more than a billion pixels, of a sample
   * that is spread over the classes.
   */
  public static ChannelStatistics of(ImageSet images) {
    ImageSet sample = images.limit((int) Math.max(1, MAX_PIXELS / images.shape().area()));
    int shares = (sample.size() - 1) / SHARE + 1;
    List<Sums[]> parts =
        IntStream.range(0, shares).parallel().mapToObj(share -> sums(sample, share)).toList();
    Sums[] sums = none(sample.shape().channels());
    for (Sums[] part : parts) { // in order, so that roundings do not depend on the threads
      for (int channel = 0; channel < sums.length; channel++) {
        sums[channel].add(part[channel]);
      }
    }
    double pixels = (double) sample.size() * sample.shape().area();
    List<Float> mean = new ArrayList<>();
    List<Float> deviation = new ArrayList<>();
    List<Float> imageDeviation = new ArrayList<>();
    for (Sums each : sums) {
      mean.add((float) (each.sum / pixels / 255));
      deviation.add((float) (deviation(each.sum, each.squares, pixels) / 255));
      imageDeviation.add((float) (each.deviations / sample.size() / 255));
    }
    return new ChannelStatistics(mean, deviation, imageDeviation);
  }

  private static Sums[] none(int channels) {
    return Stream.generate(Sums::new).limit(channels).toArray(Sums[]::new);
  }

  private static Sums[] sums(ImageSet images, int share) {
    Sums[] sums = none(images.shape().channels());
    int area = images.shape().area();
    byte[] image = new byte[images.shape().elements()];
    int end = Math.min(images.size(), (share + 1) * SHARE);
    for (int i = share * SHARE; i < end; i++) {
      images.copy(i, image);
      for (int channel = 0; channel < sums.length; channel++) {
        sums[channel].add(image, channel * area, area);
      }
    }
    return sums;
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
