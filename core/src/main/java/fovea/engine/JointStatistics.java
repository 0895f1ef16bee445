package fovea.engine;

/**
 * Two numbers per channel that a batch normalisation needs of a whole batch, of which several
 * processes have slices: mean and variance in the forward pass, two sums in the backward pass. Each
 * process puts in those of its slice; all exchange them, and receive the same bits. With a single
 * process they stay as they are. An exchange allocates nothing.
 */
public final class JointStatistics {

  private final Peers peers;
  private final int channels;
  private final double[] own;
  private final double[] all;

  /**
   * @param peers the processes; all of them exchange at the same layers in the same order
   * @param channels the number of channels
   */
  public JointStatistics(Peers peers, int channels) {
    this.peers = peers;
    this.channels = channels;
    own = new double[1 + 2 * channels];
    all = new double[peers.size() * own.length];
  }

  /** Puts in a channel's mean and variance, or two sums, of this process's slice. */
  public void put(int channel, double first, double second) {
    own[1 + channel] = first;
    own[1 + channels + channel] = second;
  }

  /**
   * Turns means and variances of slices into those of the whole batch (Chan, Golub and LeVeque
   * 1979, Updating formulae and a pairwise algorithm for computing sample variances, equation 2.1).
   *
   * @param values the number of values per channel in this process's slice, 1 or more
   */
  public void exchangeMoments(int values) {
    own[0] = values;
    peers.gather(own, all);
    System.arraycopy(all, 0, own, 0, own.length);
    for (int start = own.length; start < all.length; start += own.length) {
      add(start);
    }
  }

  private void add(int start) {
    double count = own[0] + all[start];
    double share = all[start] / count;
    for (int mean = 1; mean <= channels; mean++) {
      int variance = mean + channels;
      double distance = all[start + mean] - own[mean];
      own[mean] += distance * share;
      own[variance] +=
          share * (all[start + variance] - own[variance] + distance * distance * (1 - share));
    }
    own[0] = count;
  }

  /** Turns sums over slices into those over the whole batch. */
  public void exchangeSums() {
    peers.gather(own, all);
    System.arraycopy(all, 0, own, 0, own.length);
    for (int start = own.length; start < all.length; start += own.length) {
      for (int i = 1; i < own.length; i++) {
        own[i] += all[start + i];
      }
    }
  }

  /** The number of values per channel in the whole batch, after {@link #exchangeMoments}. */
  public double count() {
    return own[0];
  }

  /** A channel's mean, or its first sum. */
  public double first(int channel) {
    return own[1 + channel];
  }

  /** A channel's variance (the mean squared distance), or its second sum. */
  public double second(int channel) {
    return own[1 + channels + channel];
  }
}
