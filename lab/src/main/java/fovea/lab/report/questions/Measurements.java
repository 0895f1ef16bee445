package fovea.lab.report.questions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.AtomicFile;
import fovea.data.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers that were measured with trained networks, kept in the folder {@code .facts} beside the
 * runs. They are measured again if the run has changed.
 */
final class Measurements {

  private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** To be raised when a measurement changes, so that stored ones are taken again. */
  private static final String VERSION = "2";

  private final Path folder;

  /**
   * @param runs the folder of all runs
   */
  Measurements(Path runs) {
    folder = runs.resolve(".facts");
  }

  /** Measures numbers, by name. */
  @FunctionalInterface
  interface Measure {
    Map<String, Double> numbers() throws IOException;
  }

  /**
   * Numbers of a run: those that were kept, if the run has not changed since.
   *
   * @param name the name of the measurement: letters and digits
   * @throws IOException if the run cannot be read, or cannot be measured
   */
  Map<String, Double> of(FoundRun run, String name, Measure measure) throws IOException {
    Path file = folder.resolve("%s-%s.json".formatted(name, key(run)));
    if (Files.isRegularFile(file)) {
      try {
        return JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Double>>() {});
      } catch (JsonProcessingException e) {
        LOG.warn("{} is damaged: it is measured again", file);
      }
    }
    Map<String, Double> numbers = measure.numbers();
    keep(file, numbers);
    return numbers;
  }

  private void keep(Path file, Map<String, Double> numbers) {
    try {
      Files.createDirectories(folder);
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(numbers) + "\n";
      AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      LOG.warn("measurements are not kept: {}", e.getMessage());
    }
  }

  /** Identifies a run by its recipe, its images and its weights. */
  private static String key(FoundRun run) throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(VERSION.getBytes(StandardCharsets.UTF_8));
    Path recipe = run.run().folder().resolve("recipe.yaml");
    for (Path file : List.of(recipe, run.run().best())) {
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
