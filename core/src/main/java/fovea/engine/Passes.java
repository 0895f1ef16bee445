package fovea.engine;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * An engine's implementation of the forward and backward pass of a {@link Program}, which is the
 * only caller.
 */
public interface Passes {

  /** Runs the forward pass; see {@link Program#forward}. */
  void forward(long key);

  /** Runs the backward pass; see {@link Program#backward}. Not called for evaluation programs. */
  void backward();

  /** Runs the backward pass; see {@link Program#backward(IntConsumer)}. */
  default void backward(IntConsumer ended) {
    backward();
    ended.accept(0);
  }

  /** The stage that completes a gradient; see {@link Program#wholeAfter}. */
  default int wholeAfter(String parameter) {
    return 0;
  }

  /** Prepares weights now and not again; see {@link Program#freeze}. */
  default void freeze() {}

  /** The names of the kernels, in execution order; empty if there are none. */
  default List<String> kernels() {
    return List.of();
  }

  /** Times the kernels; see {@link Program#profile}. */
  default List<KernelTime> profile(int repetitions) {
    return List.of();
  }

  /** Frees the memory of the passes. */
  void close();
}
