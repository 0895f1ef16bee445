package fovea.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Measures how long a service takes to answer when several clients ask it at the same time. */
public final class LoadTest {

  /**
   * What was measured.
   *
   * @param clients how many clients asked at the same time, each as soon as it had its answer
   * @param requests number of requests that were answered
   * @param median the time that half of the answers took at most, in milliseconds
   * @param percentile99 the time that 99 % of the answers took at most, in milliseconds
   * @param perSecond answers a second
   */
  public record Result(
      int clients, int requests, double median, double percentile99, double perSecond) {}

  private final URI address;
  private final byte[] image;

  /**
   * @param address the address of the service
   * @param image the content of the image file that clients send
   */
  public LoadTest(URI address, byte[] image) {
    this.address = address.resolve("predict");
    this.image = image.clone();
  }

  /**
   * Lets clients ask for a while.
   *
   * @param clients how many, at least 1
   * @throws IOException if the service cannot be reached or answers with an error
   */
  public Result run(int clients, Duration time) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      Callable<long[]> asking = () -> ask(client, start + time.toNanos());
      List<Future<long[]>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(asking));
      }
      LongStream.Builder nanos = LongStream.builder();
      for (Future<long[]> each : all) {
        Arrays.stream(each.get()).forEach(nanos);
      }
      return result(clients, nanos.build().sorted().toArray(), System.nanoTime() - start);
    } catch (ExecutionException e) {
      throw new IOException("the service failed: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Result result(int clients, long[] sorted, long elapsed) {
    return new Result(
        clients,
        sorted.length,
        percentile(sorted, 50),
        percentile(sorted, 99),
        sorted.length / (elapsed / 1e9));
  }

  /** The smallest value that at least a share of all values do not exceed, in milliseconds. */
  static double percentile(long[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(rank, 1) - 1] / 1e6;
  }

  /** Asks until a time, at least once; the time that each answer took in nanoseconds. */
  private long[] ask(HttpClient client, long end) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(image))
            .build();
    LongStream.Builder nanos = LongStream.builder();
    long now = System.nanoTime();
    do {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("status %s: %s".formatted(answer.statusCode(), answer.body()));
      }
      long answered = System.nanoTime();
      nanos.add(answered - now);
      now = answered;
    } while (now < end);
    return nanos.build().toArray();
  }
}
