package fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of this process, in 10^6 bytes. */
final class Memory {

  private Memory() {}

  /** The Java heap in use after a garbage collection. */
  static double heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  /**
   * A kind of resident memory.
   *
   * @param field its name in Linux's {@code /proc/self/status}: {@code VmRSS} for all, {@code
   *     RssAnon} for all but mapped files
   * @throws IOException if it cannot be read there
   */
  static double resident(String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith(field + ":"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .findFirst()
              .orElseThrow(() -> new IOException("/proc/self/status has no " + field))
          / 1e6;
    }
  }
}
