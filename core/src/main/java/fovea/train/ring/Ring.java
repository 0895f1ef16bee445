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
  private final Parts parts = new Parts();
  private final Sayings sayings = new Sayings();

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
    parts.numbers = numbers;
    parts.values = values;
    parts.adding = true;
    for (int i = 0; i < size() - 1; i++) {
      pass(values, rank - i, rank - i - 1);
    }
    numbers.round(values, start(values, rank + 1), count(values, rank + 1)); // as the others get it
    parts.adding = false;
    for (int i = 0; i < size() - 1; i++) {
      pass(values, rank + 1 - i, rank - i);
    }
  }

  /** Sends a part to the next member, and receives another one from that before. */
  private void pass(float[] values, int sent, int expected) {
    parts.sent = start(values, sent);
    parts.expected = start(values, expected);
    int bytes = parts.numbers.bytes();
    sums.exchange(count(values, sent) * bytes, count(values, expected) * bytes, parts);
  }

  /** A part of the values that is sent, and one that is received. */
  private static final class Parts implements Lane.Content {

    private Numbers numbers = Numbers.F32;
    private float[] values = {};
    private float[] received = {};
    private int sent;
    private int expected;
    private boolean adding;

    @Override
    public void put(int position, ByteBuffer to) {
      int bytes = numbers.bytes();
      numbers.put(values, sent + position / bytes, to.remaining() / bytes, to);
    }

    @Override
    public void get(int position, ByteBuffer from) {
      int bytes = numbers.bytes();
      int start = expected + position / bytes;
      int count = from.remaining() / bytes;
      if (adding) {
        add(from, start, count);
      } else {
        numbers.get(from, values, start, count);
      }
    }

    private void add(ByteBuffer from, int start, int count) {
      if (received.length < count) {
        received = new float[count];
      }
      numbers.get(from, received, 0, count);
      for (int k = 0; k < count; k++) {
        values[start + k] += received[k];
      }
    }
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
    System.arraycopy(own, 0, all, count * rank, count);
    sayings.all = all;
    for (int i = 0; i < size() - 1; i++) {
      sayings.sent = count * part(rank - i);
      sayings.expected = count * part(rank - i - 1);
      gathered.exchange(bytes, bytes, sayings);
    }
  }

  /** What one member says that is sent, and what another says that is received. */
  private static final class Sayings implements Lane.Content {

    private double[] all = {};
    private int sent;
    private int expected;

    @Override
    public void put(int position, ByteBuffer to) {
      to.asDoubleBuffer().put(all, sent + position / Double.BYTES, to.remaining() / Double.BYTES);
    }

    @Override
    public void get(int position, ByteBuffer from) {
      int start = expected + position / Double.BYTES;
      from.asDoubleBuffer().get(all, start, from.remaining() / Double.BYTES);
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
