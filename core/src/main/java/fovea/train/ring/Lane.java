package fovea.train.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the next member of a ring and one from the member before, for messages of one
 * thread at a time.
 *
 * <p>A message is the number of the exchange, the number of bytes, and the bytes. A member that
 * sends something else than was agreed on ends the training.
 */
final class Lane implements AutoCloseable {

  private static final int HEADER = 2 * Integer.BYTES;
  private static final long POLL_MILLISECONDS = 200;

  /** How long nothing may arrive from a member which is alive. */
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(10);

  private final Member before;
  private final SocketChannel next;
  private final SocketChannel previous;
  private final Watch watch;
  private final Selector selector;
  private final SelectionKey writing;
  private final SelectionKey reading;
  private ByteBuffer out = buffer(0);
  private ByteBuffer in = buffer(0);
  private int exchanges;

  /**
   * @param before the previous member
   */
  Lane(Member before, SocketChannel next, SocketChannel previous, Watch watch) throws IOException {
    this.before = before;
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

  /** Makes room for messages of so many bytes. */
  void reserve(int bytes) {
    if (out.capacity() < HEADER + bytes) {
      out = buffer(bytes);
      in = buffer(bytes);
    }
  }

  /** Where a message is to be written, from where the buffer stands. */
  ByteBuffer out() {
    return out.clear().position(HEADER);
  }

  /** The message that was received, from where the buffer stands. */
  ByteBuffer in() {
    return in.position(HEADER);
  }

  /**
   * Sends what has been written, and receives as much as was agreed on.
   *
   * @throws UncheckedIOException if a member is gone; the message names it
   */
  void exchange(int sent, int expected) {
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
          throw new IOException("lost the connection from " + before.name());
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
                  before.name(), in.getInt(Integer.BYTES), in.getInt(0), expected, exchanges));
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
              .formatted(before.name(), TimeUnit.NANOSECONDS.toMinutes(LONGEST_WAIT)));
    }
  }

  /** The failure that all members are told of, or if there is none soon, what was seen here. */
  private UncheckedIOException gone(IOException seen) {
    String reason = watch.failureSoon().orElse(seen.getMessage());
    watch.fail(reason);
    return new UncheckedIOException(reason, seen);
  }

  @Override
  public void close() {
    try (selector;
        next;
        previous) {
      writing.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
