package fovea.engine.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tensors that a primitive reads and writes, by the library's argument numbers. */
final class Arguments {

  private final Map<Integer, Tensor> tensors = new LinkedHashMap<>();
  private Optional<Draft.Overwriting> overwriting = Optional.empty();

  Arguments with(int argument, Tensor tensor) {
    tensors.put(argument, tensor);
    return this;
  }

  /** Lets the result take the place of an argument that nothing needs later. */
  Arguments overwriting(Tensor argument, Tensor result) {
    overwriting = Optional.of(new Draft.Overwriting(argument, result));
    return this;
  }

  Map<Integer, Tensor> tensors() {
    return tensors;
  }

  Optional<Draft.Overwriting> overwriting() {
    return overwriting;
  }
}
