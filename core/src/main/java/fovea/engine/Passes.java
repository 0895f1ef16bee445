package fovea.engine;

import java.util.List;

/**
 * The two passes of a compiled network, as an engine computes them between the buffers of a {@link
 * Program}, which is their only caller.
 */
public interface Passes {

  /** Computes the outputs from the inputs; see {@link Program#forward}. */
  void forward(long key);

  /**
   * Computes gradients from those of the outputs; see {@link Program#backward}. It is not called
   * for evaluation programs.
   */
  void backward();

  /** Computes what depends on the parameters alone, now and no more; see {@link Program#freeze}. */
  default void freeze() {}

  /** The names of the kernels, in the order of execution; none if there are no kernels. */
  default List<String> kernels() {
    return List.of();
  }

  /** Times the kernels; see {@link Program#profile}. */
  default List<KernelTime> profile(int repetitions) {
    return List.of();
  }

  /** Frees what the passes alone use. */
  void close();
}
