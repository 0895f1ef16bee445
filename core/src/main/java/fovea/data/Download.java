package fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Downloads files from a web server. */
final class Download {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final int BUFFER = 1 << 16;

  private Download() {}

  /**
   * Downloads a file into a directory, under the last segment of the address's path.
   *
   * @throws IOException if the server cannot be reached, does not answer with the file, or sends
   *     nothing for 30 seconds
   */
  static Path to(Path directory, URI address, TransferListener listener) throws IOException {
    return to(directory, address, READ_TIMEOUT, listener);
  }

  /**
   * Downloads a file into a directory.
   *
   * @param readTimeout how long the server may send nothing, before or during its response
   */
  static Path to(Path directory, URI address, Duration readTimeout, TransferListener listener)
      throws IOException {
    String path = address.getPath();
    Path file = directory.resolve(path.substring(path.lastIndexOf('/') + 1));
    // The newer java.net.http client has no timeout for a body that stalls.
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(readTimeout.toMillis()));
    try {
      connect(connection, address);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException(
            "%s answered with status %s".formatted(address, connection.getResponseCode()));
      }
      try (InputStream in = connection.getInputStream();
          OutputStream out = Files.newOutputStream(file)) {
        String name = file.getFileName().toString();
        copy(in, out, name, Math.max(0, connection.getContentLengthLong()), listener);
      }
      return file;
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "%s sent nothing for %s s".formatted(address.getHost(), readTimeout.toSeconds()), e);
    } finally {
      connection.disconnect();
    }
  }

  private static void connect(HttpURLConnection connection, URI address) throws IOException {
    try {
      connection.connect();
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "no connection to %s within %s s"
              .formatted(address.getHost(), CONNECT_TIMEOUT.toSeconds()),
          e);
    } catch (ConnectException | UnknownHostException e) {
      throw new IOException("no connection to " + address.getHost(), e);
    }
  }

  private static void copy(
      InputStream in, OutputStream out, String name, long total, TransferListener listener)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    int count = read(in, buffer, name, done, total);
    while (count >= 0) {
      out.write(buffer, 0, count);
      done += count;
      listener.onProgress(name, done, total);
      count = read(in, buffer, name, done, total);
    }
    if (total > 0 && done != total) {
      throw new IOException("%s ended after %s bytes of %s".formatted(name, done, total));
    }
  }

  private static int read(InputStream in, byte[] buffer, String name, long done, long total)
      throws IOException {
    try {
      return in.read(buffer);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s ended after %s bytes of %s".formatted(name, done, total), e);
    }
  }
}
