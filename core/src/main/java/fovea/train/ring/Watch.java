package fovea.train.ring;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watches the other members: each gives a sign of life every second. Member 0 watches all others,
 * they watch member 0, and it tells them who is gone, so that all know the same cause.
 */
final class Watch implements AutoCloseable {

  /** How long a member may be silent. All others know of it within ten seconds. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(9);

  private static final long BEAT_MILLISECONDS = 1000;
  private static final long VERDICT_SECONDS = 3;
  private static final int LONGEST_REASON = 1000;
  private static final int BEAT = 'b';
  private static final int LEAVE = 'l';
  private static final int FAIL = 'f';

  private final List<Link> links = new ArrayList<>();
  private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());
  private final CountDownLatch failed = new CountDownLatch(1);
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fovea-ring-heart");
            thread.setDaemon(true);
            return thread;
          });

  /** Begins to watch a member over a connection of its own. */
  synchronized void follow(Member member, Socket socket) throws IOException {
    links.add(new Link(member, socket));
  }

  void start() {
    links.forEach(link -> link.reader.start());
    ScheduledFuture<?> unused =
        heart.scheduleAtFixedRate(
            () -> links.forEach(link -> link.send(BEAT, "")),
            0,
            BEAT_MILLISECONDS,
            TimeUnit.MILLISECONDS);
  }

  /** A connection to another member. */
  private final class Link {
    private final Member member;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread reader = new Thread(this::read, "fovea-ring-watch");

    Link(Member member, Socket socket) throws IOException {
      this.member = member;
      this.socket = socket;
      socket.setSoTimeout((int) LONGEST_SILENCE.toMillis());
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
      reader.setDaemon(true);
    }

    private void read() {
      try {
        for (int said = in.read(); said != LEAVE; said = in.read()) {
          if (said == FAIL) {
            fail(in.readUTF());
            return;
          } else if (said < 0) {
            fail(member.name() + " is gone");
            return;
          }
        }
      } catch (SocketTimeoutException e) {
        fail(
            "%s gave no sign of life for %s s: it hangs, or its network is cut"
                .formatted(member.name(), LONGEST_SILENCE.toSeconds()));
      } catch (IOException e) {
        fail("%s is gone (%s)".formatted(member.name(), e.getMessage()));
      }
    }

    synchronized void send(int what, String reason) {
      try {
        out.writeByte(what);
        if (what == FAIL) {
          out.writeUTF(reason);
        }
        out.flush();
      } catch (IOException e) {
        // its reader sees that too, or the member has left
      }
    }

    /** Ends what this member says, and lets the other read all of it before the end. */
    void close() {
      try (socket) {
        send(LEAVE, "");
        socket.shutdownOutput();
        reader.join(BEAT_MILLISECONDS);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Why the training cannot go on; empty if it can. */
  Optional<String> failure() {
    return failure.get();
  }

  /** The same, for a member that has seen a sign of it before the others were told the cause. */
  Optional<String> failureSoon() {
    try {
      failed.await(VERDICT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return failure();
  }

  /** Tells all members why the training cannot go on. The first cause counts. */
  void fail(String reason) {
    String cause = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    if (failure.compareAndSet(Optional.empty(), Optional.of(cause))) {
      failed.countDown();
      links.forEach(link -> link.send(FAIL, cause));
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
    links.forEach(Link::close);
  }
}
