package fovea.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls the command in this process, with a folder of its own as the cache. */
final class Caller {

  private final Path cache;

  Caller(Path cache) {
    this.cache = cache;
  }

  Answer call(Object... words) {
    List<String> arguments = Stream.of(words).map(Object::toString).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("FOVEA_CACHE", cache.toString()),
            String.join(" ", arguments));
    int status = Fovea.run(console, arguments);
    return new Answer(status, lines(out), lines(err));
  }

  /** Trains on a few small images, with LeNet-5 and whatever the words add or change. */
  Answer train(Path run, Object... more) {
    Stream<Object> words =
        Stream.of(
            "train",
            "--dataset",
            "cifar10-mini",
            "--model",
            "lenet5",
            "--limit-train",
            96,
            "--limit-test",
            50,
            "--batch-size",
            32,
            "--epochs",
            2,
            "--out",
            run);
    return call(Stream.concat(words, Stream.of(more)).toArray());
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
