package fovea.studio.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.sse.SseClient;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one stream of Server-Sent Events, {@code /api/events}, which the tabs of a browser share. The
 * number of streams is limited, and one that does not keep up is closed.
 */
public final class Events implements Api, Closeable {

  /** Number of streams at a time. */
  static final int MAX_STREAMS = 16;

  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  @Override
  public void register(RoutesConfig routes) {
    routes.before("/api/events", this::requireRoom);
    routes.sse("/api/events", this::open);
  }

  private void requireRoom(Context context) {
    if (streams.size() >= MAX_STREAMS) {
      throw new HttpResponseException(
          503, "%s windows follow this studio already: close some".formatted(MAX_STREAMS));
    }
  }

  private synchronized void open(SseClient client) { // so that no more are added than fit
    if (streams.size() >= MAX_STREAMS) {
      client.close();
      return;
    }
    client.keepAlive();
    EventStream stream = new EventStream(client);
    streams.add(stream);
    client.onClose(() -> drop(stream));
    stream.start();
  }

  private void drop(EventStream stream) {
    streams.remove(stream);
    stream.stop();
  }

  /**
   * Sends an event to all streams, without waiting for any.
   *
   * @param name its name, which the page listens for
   */
  public void send(String name, JsonNode event) {
    String text = new String(Json.write(event), StandardCharsets.UTF_8);
    for (EventStream stream : streams) {
      if (!stream.offer(name, text)) {
        drop(stream);
      }
    }
  }

  /** Whether anybody listens. */
  public boolean heard() {
    return !streams.isEmpty();
  }

  /** Number of open streams. */
  int count() {
    return streams.size();
  }

  /**
   * Ends all streams. They are awaited: one that ends after its server would keep Javalin busy for
   * ever with a request that is no more.
   */
  @Override
  public void close() {
    List<EventStream> open = List.copyOf(streams);
    open.forEach(this::drop);
    try {
      for (EventStream stream : open) {
        stream.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
