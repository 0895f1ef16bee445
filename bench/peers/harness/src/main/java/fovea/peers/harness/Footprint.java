package fovea.peers.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The memory and disk footprint of this process in bytes, from Linux's {@code /proc}. */
final class Footprint {

  private Footprint() {}

  /** Peak resident set size of the process so far. */
  static long peakMemory() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Size of the jars on the class path, except for the harness's own, and of the unpacked native
   * libraries.
   */
  static long installed() throws IOException {
    Set<Path> files = nativeLibraries();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      Path path = Path.of(entries.nextToken());
      if (Files.isRegularFile(path) && !path.toString().contains("/harness/")) {
        files.add(path);
        files.addAll(manifestClassPath(path));
      }
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The jars on the class path of a jar's manifest. */
  private static Set<Path> manifestClassPath(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String names =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return names == null
          ? Set.of()
          : Pattern.compile(" ")
              .splitAsStream(names)
              .map(jar::resolveSibling)
              .filter(Files::isRegularFile)
              .collect(Collectors.toSet());
    }
  }

  /** The loaded native libraries that belong neither to the system nor to the JDK. */
  private static Set<Path> nativeLibraries() throws IOException {
    List<String> others = List.of("/usr/", "/lib", System.getProperty("java.home"));
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .map(line -> line.substring(line.indexOf('/') + 1))
          .map(name -> "/" + name)
          .filter(name -> name.matches(".*\\.so[.\\d]*"))
          .filter(name -> others.stream().noneMatch(name::startsWith))
          .map(Path::of)
          .filter(Files::isRegularFile)
          .collect(Collectors.toCollection(HashSet::new));
    }
  }
}
