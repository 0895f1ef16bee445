package fovea.engine;

/**
 * What an engine makes of one network: programs over the same parameters, and the memory of those.
 * {@link Model} and {@link Inference} are its owners; nobody else calls it.
 */
public interface Programs extends AutoCloseable {

  /**
   * Compiles a program. It is called by one thread at a time.
   *
   * @param batch its batch size, at least 1
   * @throws IllegalArgumentException if a layer cannot take such a batch; the message names it. All
   *     that was made for the program is then freed
   */
  Program compile(Mode mode, int batch);

  /** Frees the parameters; every program has been closed before. */
  @Override
  void close();
}
