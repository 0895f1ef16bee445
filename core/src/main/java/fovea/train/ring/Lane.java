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
 * sends something else than was agreed on ends the training. Bytes are made and used in portions
 * that stay in a processor's cache on their way to and from the connection.
 */
final class Lane implements AutoCloseable {

  /** What messages contain. */
  interface Content {

    /**
     * Writes bytes of what is sent.
     *
     * @param position the number of those before
     * @param to where they belong, as many as there is room for
     */
    void put(int position, ByteBuffer to);

    /**
     * Takes bytes of what was received.
     *
     * @param position the number of those before
     * @param from all bytes that it has
     */
    void get(int position, ByteBuffer from);
  }

  private static final int HEADER = 2 * Integer.BYTES;

  /** Bytes of a portion: whole numbers of any kind. */
  private static final int PORTION = 1 << 16;

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
  private final ByteBuffer out = buffer();
  private final ByteBuffer in = buffer();
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

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(PORTION).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Sends a message, and receives one.
   *
   * @param sent how many bytes are sent
   * @param expected how many bytes were agreed on to be received
   * @throws UncheckedIOException if a member is gone; the message names it
   */
  void exchange(int sent, int expected, Content content) {
    out.clear().putInt(exchanges).putInt(sent).flip();
    in.clear().limit(HEADER);
    try {
      move(sent, expected, content);
    } catch (IOException e) {
      throw gone(e);
    }
    exchanges++;
  }

  private void move(int sent, int expected, Content content) throws IOException {
    long deadline = System.nanoTime() + LONGEST_WAIT;
    int put = 0;
    int got = -1; // the header is before it
    while (out.hasRemaining() || got < expected) {
      boolean moved = out.hasRemaining() && next.write(out) > 0;
      if (!out.hasRemaining() && put < sent) {
        out.clear().limit(Math.min(PORTION, sent - put));
        content.put(put, out);
        put += out.remaining();
      }
      if (got < expected) {
        moved |= receive();
        if (!in.hasRemaining()) {
          got = take(got, expected, content);
        }
      }
      if (!moved) {
        await(deadline);
      }
    }
  }

  private boolean receive() throws IOException {
    int count = previous.read(in);
    if (count < 0) {
      throw new IOException("lost the connection from " + before.name());
    }
    return count > 0;
  }

  /** Uses what has been received, and makes room for the next portion. */
  private int take(int got, int expected, Content content) throws IOException {
    int all = 0;
    if (got < 0) {
      requireAgreed(expected);
    } else {
      content.get(got, in.flip());
      all = got + in.limit();
    }
    in.clear().limit(Math.min(PORTION, expected - all));
    return all;
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
