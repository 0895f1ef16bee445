package fovea.peers.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A peer in one configuration, as it takes part in a comparison.
 *
 * @param name its name for {@code --only}
 * @param precision {@code f32} or {@code bf16}
 * @param command command line of its process, without the harness's flags
 * @param environment additional environment variables
 */
record Contender(
    String name, String precision, List<String> command, Map<String, String> environment) {

  Contender(String name, String precision, List<String> command) {
    this(name, precision, command, Map.of());
  }

  /** The name of the contender that others of the same precision are compared with. */
  static String reference(String precision) {
    return "fovea-" + precision;
  }

  private static final List<String> FOVEA_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Dorg.bytedeco.javacpp.nopointergc=true",
          "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
          "-Dorg.bytedeco.javacpp.maxbytes=0");

  /** Flags for DJL. The serial collector suffices for all peers, as large data is off-heap. */
  private static final List<String> DJL_FLAGS = List.of("-XX:+UseSerialGC", "-Doffline=true");

  private static final List<String> DL4J_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
          "-Dorg.bytedeco.javacpp.platform.extension=-onednn-avx512",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

  /**
   * All installed contenders.
   *
   * @param root Fovea's root folder
   * @param python a Python interpreter with PyTorch, if any
   */
  static List<Contender> all(Path root, Optional<Path> python) {
    List<Contender> all = new ArrayList<>();
    for (String precision : List.of("f32", "bf16")) {
      // as set by the launcher
      Map<String, String> environment = Map.of("GOMP_SPINCOUNT", "2000");
      all.add(new Contender(reference(precision), precision, fovea(root), environment));
    }
    Path script = root.resolve("bench/peers/pytorch.py");
    python.ifPresent(
        path -> {
          all.add(torch("torch", "f32", path, script, "contiguous"));
          all.add(torch("torch-channels-last", "f32", path, script, "channels_last"));
          all.add(torch("torch-bf16", "bf16", path, script, "contiguous"));
          all.add(torch("torch-bf16-channels-last", "bf16", path, script, "channels_last"));
        });
    all.add(new Contender("djl", "f32", java(root, "djl", DJL_FLAGS, "fovea.peers.djl.DjlPeer")));
    all.add(
        new Contender("dl4j", "f32", java(root, "dl4j", DL4J_FLAGS, "fovea.peers.dl4j.Dl4jPeer")));
    return all;
  }

  /**
   * Selects contenders by name.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  static List<Contender> named(List<String> names, List<Contender> all) {
    Map<String, Contender> byName =
        all.stream().collect(Collectors.toMap(Contender::name, each -> each));
    for (String name : names) {
      if (!byName.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no '%s': choose from %s"
                .formatted(
                    name, all.stream().map(Contender::name).collect(Collectors.joining(", "))));
      }
    }
    return names.stream().map(byName::get).toList();
  }

  private static Contender torch(
      String name, String precision, Path python, Path script, String layout) {
    return new Contender(
        name, precision, List.of(python.toString(), script.toString(), "--layout", layout));
  }

  /**
   * The launcher's command line, including its class data archive, with the harness appended to the
   * class path.
   */
  private static List<String> fovea(Path root) {
    Path target = root.resolve("cli/target");
    int version = Runtime.version().feature();
    List<String> flags = new ArrayList<>(FOVEA_FLAGS);
    flags.add("-XX:SharedArchiveFile=" + target.resolve("classes-" + version + ".jsa"));
    flags.add("-Xshare:auto");
    flags.add("-Xlog:disable");
    if (version >= 23) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return java(
        Stream.of(target.resolve("fovea.jar"), built(root, "own").resolve("classes")),
        root,
        flags,
        "fovea.peers.own.FoveaPeer");
  }

  private static List<String> java(Path root, String module, List<String> flags, String main) {
    Path built = built(root, module);
    return java(Stream.of(built.resolve("classes"), built.resolve("lib/*")), root, flags, main);
  }

  private static List<String> java(
      Stream<Path> classPath, Path root, List<String> flags, String main) {
    Path harness = built(root, "harness");
    String joined =
        Stream.concat(classPath, Stream.of(harness.resolve("classes"), harness.resolve("lib/*")))
            .map(Path::toString)
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", joined, main));
    return command;
  }

  private static Path built(Path root, String module) {
    return root.resolve("bench/peers").resolve(module).resolve("target");
  }
}
