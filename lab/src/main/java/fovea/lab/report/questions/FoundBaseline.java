package fovea.lab.report.questions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a method without a network, as {@code fovea baseline --out} leaves it.
 *
 * @param folder its folder relative to that of all runs
 * @param method {@code bow} or {@code kmeans}
 * @param features number of features of an image: words of a bag of words
 * @param parameters number of learned parameters, with and without labels
 * @param testAccuracy accuracy on the test images, 0 to 1
 * @param seconds duration
 */
record FoundBaseline(
    String folder,
    String method,
    int features,
    long parameters,
    double testAccuracy,
    double seconds) {

  private static final Logger LOG = LoggerFactory.getLogger(FoundBaseline.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEPTH = 3;

  /**
   * Finds the results below a folder. One that cannot be read is left out, with a warning.
   *
   * @throws IOException if a folder cannot be read
   */
  static List<FoundBaseline> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> found =
        Files.find(folder, DEPTH, (file, kind) -> file.endsWith("baseline.json"))) {
      files = found.sorted().toList();
    }
    List<FoundBaseline> results = new ArrayList<>();
    for (Path file : files) {
      try {
        JsonNode node = JSON.readTree(file.toFile());
        results.add(
            new FoundBaseline(
                folder.relativize(file.getParent()).toString().replace('\\', '/'),
                node.path("method").asText(),
                node.path("features").asInt(),
                node.path("parameters").asLong(),
                node.path("test_accuracy").asDouble(),
                node.path("seconds").asDouble()));
      } catch (IOException e) {
        LOG.warn("{} is left out: {}", file, e.getMessage());
      }
    }
    return results;
  }
}
