package fovea.studio.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Reads the bodies of requests before they are handled. Each holds a thread until it is there, so
 * that a slow one is given up, and few are read at a time.
 */
public final class Bodies {

  /** Number of bodies that are read at a time. */
  static final int MAX_READ = 16;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String ATTRIBUTE = "fovea.body";
  private static final int CHUNK = 1 << 16;

  private final Duration patience;
  private final Semaphore places = new Semaphore(MAX_READ);

  public Bodies() {
    this(PATIENCE);
  }

  /**
   * @param patience how long a body may take
   */
  Bodies(Duration patience) {
    this.patience = patience;
  }

  /** Reads every body; to be registered after the {@link Guard}, which refuses large ones. */
  public void register(RoutesConfig routes) {
    routes.before(this::read);
  }

  private void read(Context context) {
    if (context.req().getContentLengthLong() <= 0) {
      return;
    }
    if (!places.tryAcquire()) {
      throw new HttpResponseException(503, "too many requests are being sent: try again");
    }
    try {
      context.attribute(ATTRIBUTE, content(context));
    } catch (IOException e) {
      throw (HttpResponseException) tooSlow().initCause(e); // nothing came, or the visitor is gone
    } finally {
      places.release();
    }
  }

  private byte[] content(Context context) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    InputStream in = context.req().getInputStream();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      content.write(chunk, 0, count);
      if (System.nanoTime() > end) {
        throw tooSlow();
      }
    }
    return content.toByteArray();
  }

  private static HttpResponseException tooSlow() {
    return new HttpResponseException(408, "the request did not come in time");
  }

  /** The body of a request; nothing if it has none. */
  public static byte[] of(Context context) {
    byte[] content = context.attribute(ATTRIBUTE);
    return content == null ? new byte[0] : content;
  }
}
