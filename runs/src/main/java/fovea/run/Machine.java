package fovea.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/** Information about this build of Fovea and the machine that it runs on. */
public final class Machine {

  private Machine() {}

  /** Fovea's version and the commit that it was built from, such as {@code 0.1.0 (1a2b3c4)}. */
  public static String version() {
    Properties build = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "%s (%s)".formatted(build.getProperty("version"), build.getProperty("commit"));
  }

  public static String java() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
  }

  public static String system() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  public static String processor() {
    return value("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch"));
  }

  /** The peak resident memory of this process in bytes; empty if the system does not report it. */
  public static OptionalLong peakMemory() {
    return value("/proc/self/status", "VmHWM")
        .map(text -> OptionalLong.of(Long.parseLong(text.replaceAll("\\D", "")) * 1024))
        .orElseGet(OptionalLong::empty);
  }

  private static Optional<String> value(String file, String key) {
    try { // bytes, for some systems write names in other encodings
      String text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).trim());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
