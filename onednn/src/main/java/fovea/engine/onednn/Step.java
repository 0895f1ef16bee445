package fovea.engine.onednn;

/** One thing that a program does in a pass. It allocates nothing. */
interface Step {

  /** The layer that it belongs to. */
  String layer();

  /** What it does for that layer: {@code forward}, {@code backward data}, ... */
  String pass();

  /** The implementation that computes it. */
  String implementation();

  /**
   * Does it.
   *
   * @param key the random key of the training step
   */
  void run(long key);
}
