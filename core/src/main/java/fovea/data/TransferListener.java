package fovea.data;

/** Follows a transfer or another long work on data. */
@FunctionalInterface
public interface TransferListener {

  /**
   * Something moved on.
   *
   * @param what it is, for a person
   * @param done bytes done
   * @param total bytes in all; 0 if nobody knows
   */
  void onProgress(String what, long done, long total);

  /** One that does nothing. */
  static TransferListener none() {
    return (what, done, total) -> {};
  }
}
