package fovea.train;

import fovea.engine.Peers;
import fovea.engine.Precision;

/**
 * Processes that train one model together. Each computes with its slice of every batch; what they
 * exchange here makes them take the same steps.
 */
public interface Group extends Peers {

  /** A process that trains by itself. */
  Group ALONE =
      new Group() {
        @Override
        public int rank() {
          return 0;
        }

        @Override
        public int size() {
          return 1;
        }

        @Override
        public void sum(float[] values, Precision precision) {}

        @Override
        public void gather(double[] own, double[] all) {
          Peers.NONE.gather(own, all);
        }
      };

  /** The number of this member, from 0 on. The one with number 0 writes the run. */
  int rank();

  /**
   * Replaces values by their sums over all members, element by element. All members must call it
   * with the same number of values. They receive the same bits, which depend only on the values and
   * the number of members.
   *
   * @param precision the numbers that are sent: f32, or bf16, which is half as much, and to which
   *     each partial sum on its way is then rounded
   * @throws java.io.UncheckedIOException if a member is gone; the message names it
   */
  void sum(float[] values, Precision precision);

  /**
   * What all members say, in the order of their ranks.
   *
   * @param own what this member says; as many numbers as the others
   * @return the numbers of member 0, followed by those of member 1, and so on
   * @throws java.io.UncheckedIOException if a member is gone; the message names it
   */
  default double[] gather(double... own) {
    double[] all = new double[size() * own.length];
    gather(own, all);
    return all;
  }
}
