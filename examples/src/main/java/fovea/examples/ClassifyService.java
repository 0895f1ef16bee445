package fovea.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP service that classifies images, for programs on the same machine.
 *
 * <pre>{@code
 * $ curl --data-binary @cat.jpg http://127.0.0.1:8080/
 * {"label":"cat","probability":0.93,"top":[{"label":"cat","probability":0.93}, ...]}
 * }</pre>
 */
public final class ClassifyService implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Answer(String label, double probability, List<Prediction.Candidate> top) {}

  private final Classifier classifier;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  /**
   * Starts a service.
   *
   * @param classifier one for all threads, which the service closes with itself
   * @param port where it listens; 0 takes one that is free
   */
  public ClassifyService(Classifier classifier, int port) throws IOException {
    this.classifier = classifier;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where to POST images to. */
  public URI address() {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://%s:%s/".formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        Prediction image = classifier.classify(exchange.getRequestBody());
        Answer answer = new Answer(image.label(), image.probability(), image.top(3));
        send(exchange, 200, "application/json", JSON.writeValueAsBytes(answer));
      } catch (IOException e) {
        byte[] reason = (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        send(exchange, 400, "text/plain; charset=utf-8", reason);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Answers what it has begun to answer, then frees everything. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    classifier.close();
  }

  /**
   * Starts a service that ends with its process.
   *
   * @param arguments a run's folder or a checkpoint, and the port
   */
  public static void main(String[] arguments) throws IOException {
    Classifier classifier = Classifier.load(Path.of(arguments[0]));
    ClassifyService service = new ClassifyService(classifier, Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    System.out.println("POST images to " + service.address());
  }
}
