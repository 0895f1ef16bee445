package fovea.engine;

/**
 * An engine's compiler for one network: creates programs that share parameters, and owns the
 * parameters' memory. It is called by its owner only, a {@link Model} or an {@link Inference}.
 */
public interface Programs extends AutoCloseable {

  /**
   * Compiles a program. Called by one thread at a time.
   *
   * @param batch the batch size, at least 1
   * @throws IllegalArgumentException if a layer does not support the batch size; the message names
   *     the layer. Nothing of the program remains allocated
   */
  Program compile(Mode mode, int batch);

  /** Frees the parameters. All programs must have been closed. */
  @Override
  void close();
}
