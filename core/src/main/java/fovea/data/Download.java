package fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Files from a web server. */
final class Download {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(30);
  private static final int BUFFER = 1 << 16;

  private Download() {}

  /**
   * Downloads a file into a directory, under the name that the address ends with.
   *
   * @throws IOException if the server cannot be reached or does not answer with the file
   */
  static Path to(Path directory, URI address, TransferListener listener) throws IOException {
    String path = address.getPath();
    Path file = directory.resolve(path.substring(path.lastIndexOf('/') + 1));
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(HEADER_TIMEOUT).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body();
          OutputStream out = Files.newOutputStream(file)) {
        if (response.statusCode() != 200) {
          throw new IOException(
              "%s answered with status %d".formatted(address, response.statusCode()));
        }
        long total = response.headers().firstValueAsLong("content-length").orElse(0);
        copy(in, out, file.getFileName().toString(), total, listener);
      }
      return file;
    } catch (HttpConnectTimeoutException e) {
      throw new IOException(
          "no connection to %s within %d s"
              .formatted(address.getHost(), CONNECT_TIMEOUT.toSeconds()),
          e);
    } catch (ConnectException e) {
      throw new IOException("no connection to " + address.getHost(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the download of " + address + " was interrupted", e);
    }
  }

  private static void copy(
      InputStream in, OutputStream out, String name, long total, TransferListener listener)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    int count = in.read(buffer);
    while (count >= 0) {
      out.write(buffer, 0, count);
      done += count;
      listener.onProgress(name, done, total);
      count = in.read(buffer);
    }
    if (total > 0 && done != total) {
      throw new IOException("%s ended after %d bytes of %d".formatted(name, done, total));
    }
  }
}
