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

/** The memory and the files that this process needs, in bytes; as Linux tells it. */
final class Footprint {

  private Footprint() {}

  /** The most memory that the process has held so far. */
  static long peakMemory() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    }
  }

  /** The jars on the class path, but for the harness's own, and the native libraries unpacked. */
  static long installed() throws IOException {
    Set<Path> files = unpacked();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      Path path = Path.of(entries.nextToken());
      if (Files.isRegularFile(path) && !path.toString().contains("/harness/")) {
        files.add(path);
        files.addAll(named(path));
      }
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The jars that a jar's manifest names. */
  private static Set<Path> named(Path jar) throws IOException {
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

  /** The native libraries that are loaded and belong neither to the system nor to Java. */
  private static Set<Path> unpacked() throws IOException {
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
