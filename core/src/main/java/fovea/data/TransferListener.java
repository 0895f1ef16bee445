package fovea.data;

/** Receives the progress of downloads and other long operations on data. */
@FunctionalInterface
public interface TransferListener {

  /**
   * Called on progress.
   *
   * @param what description of the operation, for the user
   * @param done bytes done so far
   * @param total bytes in total; 0 if unknown
   */
  void onProgress(String what, long done, long total);

  /** A listener that does nothing. */
  static TransferListener none() {
    return (what, done, total) -> {};
  }
}
