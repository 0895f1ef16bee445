package fovea.engine.onednn;

/** One instruction of a pass. Running it allocates nothing. */
interface Instruction {

  /** The layer that it belongs to. */
  String layer();

  /** The pass of that layer: {@code forward}, {@code backward data}, ... */
  String pass();

  /** The name of the implementation; by default that of loops in Java. */
  default String implementation() {
    return "java";
  }

  /**
   * Runs the instruction.
   *
   * @param key the random key of the training step
   */
  void run(long key);
}
