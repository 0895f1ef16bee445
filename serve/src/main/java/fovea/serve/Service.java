package fovea.serve;

import fovea.trained.Classifier;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/**
 * A running HTTP service that says what images show.
 *
 * <ul>
 *   <li>{@code POST /predict}: the content of an image file, a form with files, or {@code
 *       {"images": ["Base64", ...]}}; {@code ?top=N} asks for more than 3 classes
 *   <li>{@code GET /}: the network, its classes and the size of its images
 *   <li>{@code GET /health}: status 200 once it answers
 *   <li>{@code GET /metrics}: counts and times for Prometheus
 * </ul>
 *
 * <p>Answers are JSON; errors are {@code {"error": "one line"}}, with status 400 for a request that
 * is wrong, 413 for one that is too large, 503 if there are too many at the same time.
 */
public final class Service implements AutoCloseable {

  private static final long SECONDS_TO_FINISH = 10;

  private final Javalin server;
  private final Batcher batcher;
  private final Classifier classifier;
  private final URI address;

  private Service(Javalin server, Batcher batcher, Classifier classifier, URI address) {
    this.server = server;
    this.batcher = batcher;
    this.classifier = classifier;
    this.address = address;
  }

  /**
   * Starts a service.
   *
   * @param classifier answers the requests; closed with the service, and if this throws
   * @param host the address to listen at
   * @param port the port; 0 for any that is free
   * @throws IOException if it cannot listen there
   */
  public static Service start(Classifier classifier, String host, int port, Limits limits)
      throws IOException {
    ServiceMetrics metrics = new ServiceMetrics();
    Batcher batcher = new Batcher(classifier, limits.batch(), metrics);
    PredictionApi api = new PredictionApi(classifier, batcher, limits, metrics);
    Javalin server = Javalin.create(config -> configure(config, api, limits));
    try {
      server.start(host, port);
    } catch (JavalinBindException | IllegalArgumentException e) {
      batcher.close();
      classifier.close();
      throw new IOException(
          "cannot listen at %s, port %s (%s): give another --port"
              .formatted(host, port, e.getMessage()),
          e);
    }
    String name = host.contains(":") ? "[" + host + "]" : host;
    URI address =
        URI.create("http://%s:%s/".formatted(name.toLowerCase(Locale.ROOT), server.port()));
    return new Service(server, batcher, classifier, address);
  }

  private static void configure(JavalinConfig config, PredictionApi api, Limits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = limits.bodyBytes();
    config.jetty.multipartConfig.maxFileSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxInMemoryFileSize(limits.bodyBytes(), SizeUnit.BYTES);
    config.jetty.modifyServer(server -> server.setStopTimeout(1000 * SECONDS_TO_FINISH));
    api.register(config.routes);
  }

  /** Where it answers. */
  public URI address() {
    return address;
  }

  /** Answers the requests that have begun, then frees everything. */
  @Override
  public void close() {
    server.stop();
    batcher.close();
    classifier.close();
  }
}
