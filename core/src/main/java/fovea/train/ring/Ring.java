package fovea.train.ring;

import fovea.engine.Precision;
import fovea.train.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Members in a ring, each of which sends to the next and receives from the one before it. Sums are
 * made by a ring all-reduce (Patarasuk and Yuan 2009): the values are divided into as many parts as
 * there are members; each part goes round once to be summed, and once more to be told. So every
 * member sends and receives {@code 2 (n - 1) / n} of the values, however many members there are.
 *
 * <p>A message is the number of the exchange, the number of bytes, and the bytes. A member that
 * sends something else than was agreed on ends the training.
 */
public final class Ring implements Group, AutoCloseable {

  private static final int HEADER = 2 * Integer.BYTES;
  private static final long POLL_MILLISECONDS = 200;

  /** How long nothing may arrive from a member which is alive. */
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(10);

  private final List<Member> members;
  private final int rank;
  private final SocketChannel next;
  private final SocketChannel previous;
  private final Watch watch;
  private final Selector selector;
  private final SelectionKey writing;
  private final SelectionKey reading;
  private ByteBuffer out = buffer(0);
  private ByteBuffer in = buffer(0);
  private float[] received = new float[0];
  private int exchanges;

  Ring(List<Member> members, int rank, SocketChannel next, SocketChannel previous, Watch watch)
      throws IOException {
    this.members = List.copyOf(members);
    this.rank = rank;
    this.next = next;
    this.previous = previous;
    this.watch = watch;
    selector = Selector.open();
    next.configureBlocking(false);
    previous.configureBlocking(false);
    writing = next.register(selector, 0);
    reading = previous.register(selector, 0);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(HEADER + bytes).order(ByteOrder.LITTLE_ENDIAN);
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
    reserve(largest * numbers.bytes());
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
    out.clear().position(HEADER);
    numbers.put(values, start(values, sent), count(values, sent), out);
    exchange(count(values, sent) * numbers.bytes(), count * numbers.bytes());
    in.position(HEADER);
    numbers.get(in, received, count);
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
  public double[] gather(double... own) {
    int count = own.length;
    reserve(count * Double.BYTES);
    double[] all = new double[count * size()];
    System.arraycopy(own, 0, all, count * rank, count);
    for (int i = 0; i < size() - 1; i++) {
      out.clear().position(HEADER);
      out.asDoubleBuffer().put(all, count * part(rank - i), count);
      exchange(count * Double.BYTES, count * Double.BYTES);
      in.position(HEADER);
      in.asDoubleBuffer().get(all, count * part(rank - i - 1), count);
    }
    return all;
  }

  private void reserve(int bytes) {
    if (out.capacity() < HEADER + bytes) {
      out = buffer(bytes);
      in = buffer(bytes);
    }
  }

  /** Sends what the buffer holds after the header, and receives as much as was agreed on. */
  private void exchange(int sent, int expected) {
    out.putInt(0, exchanges).putInt(Integer.BYTES, sent);
    out.position(0).limit(HEADER + sent);
    in.clear().limit(HEADER + expected);
    try {
      move(expected);
    } catch (IOException e) {
      throw gone(e);
    }
    exchanges++;
  }

  private void move(int expected) throws IOException {
    long deadline = System.nanoTime() + LONGEST_WAIT;
    boolean checked = false;
    while (out.hasRemaining() || in.hasRemaining()) {
      boolean moved = out.hasRemaining() && next.write(out) > 0;
      if (in.hasRemaining()) {
        int count = previous.read(in);
        if (count < 0) {
          throw new IOException("lost the connection from " + before().name());
        }
        moved |= count > 0;
      }
      if (!checked && in.position() >= HEADER) {
        checked = true;
        requireAgreed(expected);
      }
      if (!moved) {
        await(deadline);
      }
    }
  }

  private void requireAgreed(int expected) throws IOException {
    if (in.getInt(0) != exchanges || in.getInt(Integer.BYTES) != expected) {
      throw new IOException(
          "%s sent %s bytes as exchange %s where %s bytes as exchange %s were agreed on"
              .formatted(
                  before().name(), in.getInt(Integer.BYTES), in.getInt(0), expected, exchanges));
    }
  }

  private void await(long deadline) throws IOException {
    writing.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
    reading.interestOps(in.hasRemaining() ? SelectionKey.OP_READ : 0);
    selector.select(POLL_MILLISECONDS);
    selector.selectedKeys().clear();
    Optional<String> failure = watch.failure();
    if (failure.isPresent()) {
      throw new IOException(failure.get());
    }
    if (System.nanoTime() - deadline >= 0) {
      throw new IOException(
          "nothing arrived from %s for %s minutes, although it is alive"
              .formatted(before().name(), TimeUnit.NANOSECONDS.toMinutes(LONGEST_WAIT)));
    }
  }

  private Member before() {
    return members.get(part(rank - 1));
  }

  /** The failure that all members are told of, or if there is none soon, what was seen here. */
  private UncheckedIOException gone(IOException seen) {
    String reason = watch.failureSoon().orElse(seen.getMessage());
    watch.fail(reason);
    return new UncheckedIOException(reason, seen);
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
    try (selector;
        next;
        previous) {
      writing.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
