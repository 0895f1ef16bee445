package fovea.peers.harness;

/** A library that trains the lab's network on one batch, which lies ready in its own memory. */
public interface Peer extends AutoCloseable {

  /** What the library is called. */
  String name();

  /** The library's version. */
  String version();

  /**
   * Takes one training step: forward, loss, backward, optimiser.
   *
   * @return the batch's mean cross-entropy before the step
   */
  double train();

  /** Classifies the batch. */
  void infer();

  @Override
  void close();
}
