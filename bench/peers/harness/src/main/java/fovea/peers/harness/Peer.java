package fovea.peers.harness;

/** A library to be measured: it trains the lab's network on a batch that it holds in memory. */
public interface Peer extends AutoCloseable {

  /** The library's name. */
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
