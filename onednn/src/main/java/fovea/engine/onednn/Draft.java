package fovea.engine.onednn;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An instruction before its tensors have their places.
 *
 * @param uses the tensors that it reads or writes
 * @param overwriting the tensor that another may take the place of, if nothing else needs it later
 * @param instruction makes the instruction once the tensors are placed
 */
record Draft(
    Collection<Tensor> uses, Optional<Overwriting> overwriting, Supplier<Instruction> instruction) {

  /** An instruction that may write its result over its argument. */
  record Overwriting(Tensor argument, Tensor result) {

    /** Whether each element of the result would lie exactly where that of the argument does. */
    boolean fits() {
      return argument.layout().equals(result.layout()) && argument.offset() == result.offset();
    }
  }

  Draft(List<Tensor> uses, Supplier<Instruction> instruction) {
    this(uses, Optional.empty(), instruction);
  }
}
