package fovea.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.run.RunInfo;
import fovea.trained.Classifier;
import fovea.trained.DecodedImage;
import fovea.trained.Prediction;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of a service. */
final class PredictionApi {

  private static final Logger LOG = LoggerFactory.getLogger(PredictionApi.class);

  private static final int DEFAULT_TOP = 3;

  private final Classifier classifier;
  private final Batcher batcher;
  private final RequestImages images;
  private final ServiceMetrics metrics;
  private final Semaphore requests;
  private final Semaphore decoders = new Semaphore(Runtime.getRuntime().availableProcessors());

  PredictionApi(Classifier classifier, Batcher batcher, Limits limits, ServiceMetrics metrics) {
    this.classifier = classifier;
    this.batcher = batcher;
    this.metrics = metrics;
    images = new RequestImages(limits);
    requests = new Semaphore(limits.requests());
  }

  void register(RoutesConfig routes) {
    routes.get("/", context -> answer(context, 200, description()));
    routes.get("/health", context -> answer(context, 200, object().put("status", "ok")));
    routes.get(
        "/metrics", context -> context.contentType(ServiceMetrics.TYPE).result(metrics.text()));
    routes.post("/predict", this::timed);
    routes.exception(
        HttpResponseException.class,
        (e, context) -> answer(context, e.getStatus(), object().put("error", e.getMessage())));
  }

  private ObjectNode description() {
    RunInfo info = classifier.provenance().info();
    ObjectNode node = object().put("network", info.network()).put("parameters", info.parameters());
    ArrayNode image = node.putArray("image");
    info.image().forEach(image::add);
    ArrayNode classes = node.putArray("classes");
    classifier.classes().forEach(classes::add);
    return node;
  }

  /** Answers a request for predictions, whatever happens, and counts it. */
  private void timed(Context context) {
    long start = System.nanoTime();
    metrics.begun();
    try {
      predict(context);
    } catch (HttpResponseException e) {
      answer(context, e.getStatus(), object().put("error", e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOG.error("{} {}", context.method(), context.path(), e);
      answer(context, 500, object().put("error", String.valueOf(e.getMessage())));
    } finally {
      metrics.ended(context.statusCode(), System.nanoTime() - start);
    }
  }

  private void predict(Context context) throws IOException {
    if (!requests.tryAcquire()) {
      context.header("Retry-After", "1");
      throw new HttpResponseException(503, "too many requests at the same time: try again");
    }
    try {
      int top = top(context);
      List<RequestImages.Sent> sent = images.of(context);
      List<CompletableFuture<Prediction>> predictions = new ArrayList<>();
      for (DecodedImage image : decode(sent)) {
        predictions.add(batcher.classify(image));
      }
      answer(context, 200, answer(sent, predictions, top));
    } catch (CompletionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } finally {
      requests.release();
    }
  }

  private int top(Context context) {
    String asked = context.queryParam("top");
    if (asked == null) {
      return DEFAULT_TOP;
    }
    if (!asked.matches("[1-9]\\d{0,6}")) {
      throw new HttpResponseException(400, "top is '%s': it must be at least 1".formatted(asked));
    }
    return Integer.parseInt(asked);
  }

  /** Decodes images, on as many threads at once as there are processors. */
  private List<DecodedImage> decode(List<RequestImages.Sent> sent) {
    decoders.acquireUninterruptibly();
    try {
      List<DecodedImage> decoded = new ArrayList<>();
      for (RequestImages.Sent image : sent) {
        decoded.add(classifier.decode(image.name(), image.content()));
      }
      return decoded;
    } catch (IOException e) {
      throw new HttpResponseException(400, String.valueOf(e.getMessage()));
    } finally {
      decoders.release();
    }
  }

  private static ObjectNode answer(
      List<RequestImages.Sent> sent, List<CompletableFuture<Prediction>> predictions, int top) {
    ObjectNode answer = object();
    ArrayNode all = answer.putArray("images");
    for (int i = 0; i < sent.size(); i++) {
      all.addObject()
          .put("image", sent.get(i).name())
          .set("predictions", predictions.get(i).join().json(top));
    }
    return answer;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void answer(Context context, int status, ObjectNode answer) {
    context
        .status(status)
        .contentType("application/json")
        .result(answer.toString().getBytes(StandardCharsets.UTF_8));
  }
}
