package fovea.lab.report.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.experiment.Training;
import fovea.run.Run;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Trains a run's recipe again, and compares what comes out to the bit. */
public final class Retraining {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a clock says, and where the run is. */
  private static final List<String> DIFFERING = List.of("seconds", "images_per_second", "run");

  private final DataCatalog catalog;
  private final StopRequest stop;

  /**
   * @param catalog finds the run's images
   * @param stop a request to stop
   */
  public Retraining(DataCatalog catalog, StopRequest stop) {
    this.catalog = catalog;
    this.stop = stop;
  }

  /**
   * How two trainings of the same recipe compare.
   *
   * @param metrics whether all losses and accuracies are the same
   * @param weights whether all weights of the last checkpoint are the same, to the bit
   */
  public record Outcome(boolean metrics, boolean weights) {
    /** Whether nothing differs. */
    public boolean same() {
      return metrics && weights;
    }
  }

  /**
   * Trains in a temporary folder, which is removed.
   *
   * @throws IOException if the run cannot be read or trained again
   */
  public Outcome retrain(Path folder) throws IOException {
    Run run = Run.open(folder);
    Path temporary = Files.createTempDirectory("fovea-retraining-");
    try {
      Run again =
          new Training(catalog, stop, List.of(), event -> {}, "fovea report verify", run.language())
              .train(run.recipe(), Optional.of(temporary.resolve("run")))
              .run();
      return new Outcome(
          metrics(run).equals(metrics(again)), sameTensors(run.last(), again.last()));
    } finally {
      remove(temporary);
    }
  }

  private static List<JsonNode> metrics(Run run) throws IOException {
    return run.metrics().stream()
        .map(event -> (JsonNode) ((ObjectNode) event.deepCopy()).remove(DIFFERING))
        .toList();
  }

  /**
   * Whether two safetensors files hold the same tensors; what else their headers say may differ.
   */
  static boolean sameTensors(Path a, Path b) throws IOException {
    byte[] first = Files.readAllBytes(a);
    byte[] second = Files.readAllBytes(b);
    int firstEnd = headerEnd(first);
    int secondEnd = headerEnd(second);
    return header(first, firstEnd).equals(header(second, secondEnd))
        && Arrays.equals(first, firstEnd, first.length, second, secondEnd, second.length);
  }

  private static int headerEnd(byte[] file) throws IOException {
    if (file.length < Long.BYTES) {
      throw new IOException("a checkpoint is damaged: it has no header");
    }
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > file.length - Long.BYTES) {
      throw new IOException("a checkpoint is damaged: its header is cut");
    }
    return (int) (Long.BYTES + length);
  }

  private static JsonNode header(byte[] file, int end) throws IOException {
    String header = new String(file, Long.BYTES, end - Long.BYTES, StandardCharsets.UTF_8);
    return ((ObjectNode) JSON.readTree(header)).without("__metadata__");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
