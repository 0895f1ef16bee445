package fovea.engine.onednn;

import java.util.Collection;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * An instruction before its tensors have their places.
 *
 * @param scope what part of the batch it works on
 * @param parts how many of these there are; with fewer than shards, the last shards have nothing to
 *     do
 * @param uses the tensors that it reads or writes
 * @param overwriting the tensor that another may take the place of, if nothing else needs it later
 * @param instruction makes the instruction of a shard once the tensors are placed
 */
record Draft(
    Scope scope,
    int parts,
    Collection<Tensor> uses,
    Optional<Overwriting> overwriting,
    IntFunction<Instruction> instruction) {

  /** What part of the batch an instruction works on. */
  enum Scope {
    /** All images at once. */
    BATCH,
    /** The images of a shard, which no other shard waits for. */
    SHARD,
    /** A part of what needs the results of all shards. */
    PART
  }

  /** An instruction that may write its result over its argument. */
  record Overwriting(Tensor argument, Tensor result) {

    /** Whether each element of the result would lie exactly where that of the argument does. */
    boolean fits() {
      return argument.layout().equals(result.layout()) && argument.offset() == result.offset();
    }
  }
}
