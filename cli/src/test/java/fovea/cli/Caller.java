package fovea.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls the command in this process, with a folder of its own as the cache. */
final class Caller {

  private final Map<String, String> environment;

  Caller(Path cache) {
    this(cache, Map.of());
  }

  /**
   * @param environment more environment variables
   */
  Caller(Path cache, Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
    this.environment.put("FOVEA_CACHE", cache.toString());
  }

  Answer call(Object... words) {
    List<String> arguments = Stream.of(words).map(Object::toString).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            String.join(" ", arguments));
    int status = Fovea.run(console, arguments);
    return new Answer(status, lines(out), lines(err));
  }

  /** Trains LeNet-5 on a few small images; the words may add flags and change what is set here. */
  Answer train(Path run, Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", "--out", run));
    Map.of(
            "--dataset", "cifar10-mini",
            "--model", "lenet5",
            "--limit-train", 96,
            "--limit-test", 50,
            "--batch-size", 32,
            "--epochs", 2)
        .forEach(
            (flag, value) -> {
              if (!Arrays.asList(more).contains(flag)) {
                words.addAll(List.of(flag, value));
              }
            });
    words.addAll(Arrays.asList(more));
    return call(words.toArray());
  }

  /** The lines, with plain spaces and hyphens for those of French typography. */
  private static List<String> lines(ByteArrayOutputStream bytes) {
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.replaceAll("[\u00a0\u202f]", " ").replace('\u2212', '-').lines().toList();
  }
}
