package fovea.train.ring;

import fovea.engine.Precision;
import fovea.train.Group;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Members in a ring, each of which sends to the next and receives from the one before it. Sums are
 * made by a ring all-reduce (Patarasuk and Yuan 2009): the values are divided into as many parts as
 * there are members; each part goes round once to be summed, and once more to be told. So every
 * member sends and receives {@code 2 (n - 1) / n} of the values, however many members there are.
 *
 * <p>Sums and what is gathered have connections of their own, so that one thread can sum while
 * another gathers, and gathering does not wait for large sums.
 */
public final class Ring implements Group, AutoCloseable {

  private final List<Member> members;
  private final int rank;
  private final Lane sums;
  private final Lane gathered;
  private final Watch watch;
  private float[] received = new float[0];

  Ring(List<Member> members, int rank, Lane sums, Lane gathered, Watch watch) {
    this.members = List.copyOf(members);
    this.rank = rank;
    this.sums = sums;
    this.gathered = gathered;
    this.watch = watch;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public void sum(float[] values, Precision precision) {
    Numbers numbers = Numbers.of(precision);
    int size = size();
    int largest = (values.length + size - 1) / size;
    sums.reserve(largest * numbers.bytes());
    if (received.length < largest) {
      received = new float[largest];
    }
    for (int i = 0; i < size - 1; i++) {
      pass(numbers, values, rank - i, rank - i - 1);
      int start = start(values, rank - i - 1);
      int count = count(values, rank - i - 1);
      for (int k = 0; k < count; k++) {
        values[start + k] += received[k];
      }
    }
    numbers.round(values, start(values, rank + 1), count(values, rank + 1)); // as the others get it
    for (int i = 0; i < size - 1; i++) {
      pass(numbers, values, rank + 1 - i, rank - i);
      int start = start(values, rank - i);
      System.arraycopy(received, 0, values, start, count(values, rank - i));
    }
  }

  /** Sends a part to the next member, and receives another one from that before. */
  private void pass(Numbers numbers, float[] values, int sent, int expected) {
    int count = count(values, expected);
    numbers.put(values, start(values, sent), count(values, sent), sums.out());
    sums.exchange(count(values, sent) * numbers.bytes(), count * numbers.bytes());
    numbers.get(sums.in(), received, count);
  }

  private int part(int index) {
    return Math.floorMod(index, size());
  }

  private int start(float[] values, int index) {
    return (int) ((long) values.length * part(index) / size());
  }

  private int count(float[] values, int index) {
    return (int) ((long) values.length * (part(index) + 1) / size()) - start(values, index);
  }

  @Override
  public void gather(double[] own, double[] all) {
    int count = own.length;
    int bytes = Math.multiplyExact(count, Double.BYTES);
    gathered.reserve(bytes);
    System.arraycopy(own, 0, all, count * rank, count);
    for (int i = 0; i < size() - 1; i++) {
      ByteBuffer out = gathered.out();
      for (int sent = count * part(rank - i), end = sent + count; sent < end; sent++) {
        out.putDouble(all[sent]);
      }
      gathered.exchange(bytes, bytes);
      ByteBuffer in = gathered.in();
      for (int got = count * part(rank - i - 1), end = got + count; got < end; got++) {
        all[got] = in.getDouble();
      }
    }
  }

  /**
   * Tells the others that this member cannot go on.
   *
   * @param reason why
   */
  public void fail(String reason) {
    watch.fail(members.get(rank).name() + " failed: " + reason);
  }

  /** Leaves the ring. Unless it has failed, the others take it as the end of the training. */
  @Override
  public void close() {
    watch.close();
    try (sums;
        gathered) {
      // closes both
    }
  }
}
