package fovea.studio.web;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of one browser, written by a thread of its own, so that nobody waits for it. */
final class EventStream {

  private static final int MAX_WAITING = 256;

  /** A comment after this time without an event, so that a dead connection is noticed. */
  private static final long HEARTBEAT_SECONDS = 5;

  private static final long MAX_END_MILLIS = 2000;

  private record Event(String name, String data) {}

  private final SseClient client;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread writer = new Thread(this::write, "fovea-studio-events");

  EventStream(SseClient client) {
    this.client = client;
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  /** Adds an event; false if too many are waiting. */
  boolean offer(String name, String data) {
    return waiting.offer(new Event(name, data));
  }

  private void write() {
    try {
      client.sendComment("fovea");
      while (!client.terminated()) {
        Event event = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
          client.sendComment("");
        } else {
          client.sendEvent(event.name(), event.data());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } finally {
      client.close();
    }
  }

  void stop() {
    writer.interrupt();
  }

  /** Waits, though not for long, until what was stopped has ended. */
  void awaitEnd() throws InterruptedException {
    writer.join(MAX_END_MILLIS);
  }
}
