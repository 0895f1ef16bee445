package fovea.engine.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/** The tensors that a primitive reads and writes, by the library's argument numbers. */
final class Arguments {

  private final Map<Integer, memory> handles = new LinkedHashMap<>();

  Arguments with(int argument, Tensor tensor) {
    return with(argument, tensor.handle());
  }

  Arguments with(int argument, memory handle) {
    handles.put(argument, handle);
    return this;
  }

  Map<Integer, memory> handles() {
    return handles;
  }
}
