package fovea.serve;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a service counts and times, for Prometheus. */
final class ServiceMetrics {

  /** The type of the text that {@link #text} gives. */
  static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Counter requests =
      Counter.builder()
          .name("fovea_requests_total")
          .help("Requests for predictions that were answered, by the status of the answer.")
          .labelNames("status")
          .register(registry);

  private final Histogram seconds =
      Histogram.builder()
          .name("fovea_request_seconds")
          .help("Seconds from the start of a request to its answer.")
          .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
          .classicOnly()
          .register(registry);

  private final Histogram batches =
      Histogram.builder()
          .name("fovea_batch_images")
          .help("Images that were classified together.")
          .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128)
          .classicOnly()
          .register(registry);

  private final Gauge active =
      Gauge.builder()
          .name("fovea_requests_in_progress")
          .help("Requests for predictions that are being answered.")
          .register(registry);

  void begun() {
    active.inc();
  }

  void ended(int status, long nanos) {
    active.dec();
    requests.labelValues(Integer.toString(status)).inc();
    seconds.observe(nanos / 1e9);
  }

  void batch(int images) {
    batches.observe(images);
  }

  /** All values in Prometheus's text format. */
  byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
    return out.toByteArray();
  }
}
