package fovea.engine.onednn;

/** One instruction of a pass. Running it allocates nothing. */
interface Instruction {

  /** The layer that it belongs to. */
  String layer();

  /** The pass of that layer: {@code forward}, {@code backward data}, ... */
  String pass();

  /** The name of the implementation. */
  String implementation();

  /**
   * Runs the instruction.
   *
   * @param key the random key of the training step
   */
  void run(long key);
}
