package fovea.engine;

/**
 * Processes that train one model together, each with its slice of every batch, as an engine sees
 * them.
 */
public interface Peers {

  /** A process whose batch nobody else has a part of. */
  Peers NONE =
      new Peers() {
        @Override
        public int size() {
          return 1;
        }

        @Override
        public void gather(double[] own, double[] all) {
          System.arraycopy(own, 0, all, 0, own.length);
        }
      };

  /** How many they are, this one included. */
  int size();

  /**
   * Waits for what all of them say. All must call it as often, with as many numbers.
   *
   * @param own what this process says
   * @param all receives the numbers of the first process, followed by those of the second, and so
   *     on; the same for all
   * @throws java.io.UncheckedIOException if one of them is gone; the message names it
   */
  void gather(double[] own, double[] all);
}
