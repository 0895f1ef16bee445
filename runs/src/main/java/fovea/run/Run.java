package fovea.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.AtomicFile;
import fovea.nn.Network;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeNetwork;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run: a folder with {@code recipe.yaml}, {@code network.yaml}, {@code run.json}, {@code
 * metrics.jsonl}, {@code last.safetensors}, {@code best.safetensors}, {@code curves.png} and {@code
 * curves.svg}.
 */
public final class Run {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file in a run's folder that keeps the whitening of its images. */
  public static final String WHITENING = "whitening.safetensors";

  private static final String INFO = "run.json";
  private static final Set<String> ENDS = Set.of("done", "diverged");
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path folder;

  private Run(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder of a new run.
   *
   * @param wanted where; empty means a new folder in {@code runs}, named after time and model
   * @throws IOException if it cannot be made, or already holds something
   */
  public static Run create(Optional<Path> wanted, Recipe recipe) throws IOException {
    Path folder = wanted.orElseGet(() -> unused(recipe));
    if (Files.isRegularFile(folder)) {
      throw new IOException(folder + " is a file: give the folder of a run with --out");
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              folder + " is not empty: give another --out, or go on with --resume " + folder);
        }
      }
    }
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new IOException(
          "cannot make the folder %s (%s): give another --out".formatted(folder, reason), e);
    }
    Run run = new Run(folder);
    run.save(recipe);
    return run;
  }

  private static Path unused(Recipe recipe) {
    String name =
        "%s-%s-%d"
            .formatted(
                LocalDateTime.now(ZoneId.systemDefault()).format(NAME),
                recipe.model(),
                recipe.seed());
    Path folder = Path.of("runs", name);
    for (int i = 2; Files.exists(folder); i++) {
      folder = Path.of("runs", name + "-" + i);
    }
    return folder;
  }

  /**
   * A run that exists.
   *
   * @throws IOException if the folder holds none
   */
  public static Run open(Path folder) throws IOException {
    if (!isIn(folder)) {
      throw new IOException(
          folder + " is no run: a run is a folder that 'fovea train' made, with a recipe.yaml");
    }
    return new Run(folder);
  }

  /** Whether a folder holds a run. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve("recipe.yaml"));
  }

  public Path folder() {
    return folder;
  }

  /** The parameters with the highest test accuracy. */
  public Path best() {
    return folder.resolve("best.safetensors");
  }

  /**
   * The checkpoint to go on from.
   *
   * @throws IOException if there is none
   */
  public Path lastSaved() throws IOException {
    if (!Files.exists(last())) {
      throw new IOException(
          "there is no checkpoint %s: the training ended before it saved one; start it again with 'fovea train %s'"
              .formatted(last(), folder.resolve("recipe.yaml")));
    }
    return last();
  }

  /** The whitening of its images, if they are whitened. */
  public Path whitening() {
    return folder.resolve(WHITENING);
  }

  /** The latest checkpoint. */
  public Path last() {
    return folder.resolve("last.safetensors");
  }

  /**
   * The best checkpoint, or the last one if no epoch was finished.
   *
   * @throws IOException if there is none
   */
  public Path bestOrLast() throws IOException {
    return Files.exists(best()) ? best() : lastSaved();
  }

  private Path metricsFile() {
    return folder.resolve("metrics.jsonl");
  }

  /** The resolved recipe. */
  public Recipe recipe() throws IOException {
    return RecipeReader.read(folder.resolve("recipe.yaml").toString(), Map.of());
  }

  public void save(Recipe recipe) throws IOException {
    writeText(folder.resolve("recipe.yaml"), RecipeReader.write(recipe));
  }

  /** The network as text: what {@code fovea summary --text} prints. */
  private Path networkFile() {
    return folder.resolve("network.yaml");
  }

  /**
   * The network that was trained. Of a run that an earlier version made, which kept none, it is
   * what the recipe says.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public Network network() throws IOException {
    if (!Files.exists(networkFile())) {
      return RecipeNetwork.of(recipe(), info().classes().size());
    }
    return RunNetwork.parse(networkFile().toString(), Files.readString(networkFile()));
  }

  /**
   * Keeps a network with the run.
   *
   * @throws fovea.recipe.RecipeException if its name, or a layer's, is not fit for a text
   */
  public void save(Network network, RunInfo info) throws IOException {
    writeText(networkFile(), RunNetwork.write(network, info));
  }

  /** What is known of its training so far. */
  public History history() throws IOException {
    return History.of(this);
  }

  /**
   * The run's provenance.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public RunInfo info() throws IOException {
    Path file = folder.resolve(INFO);
    try {
      return RunInfo.parse(Files.readString(file));
    } catch (IOException e) {
      throw Files.exists(file) ? new IOException(file + " is damaged: " + e.getMessage(), e) : e;
    }
  }

  /**
   * What its curves are labelled in, {@code en} or {@code fr}; English where it says nothing.
   *
   * @throws IOException if its provenance cannot be read or is damaged
   */
  public String language() throws IOException {
    return Files.exists(folder.resolve(INFO)) ? info().language() : "en";
  }

  public void save(RunInfo info) throws IOException {
    writeText(folder.resolve(INFO), info.write());
  }

  /** Adds a line to the metrics. */
  public void append(JsonNode event) throws IOException {
    Files.writeString(
        metricsFile(),
        JSON.writeValueAsString(event) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The metrics' lines; a last line that was cut off is passed over. */
  public List<JsonNode> metrics() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    if (Files.exists(metricsFile())) {
      for (String line : Files.readAllLines(metricsFile())) {
        try {
          events.add(JSON.readTree(line));
        } catch (JsonProcessingException e) {
          break; // the process died while it wrote this line
        }
      }
    }
    return events;
  }

  /** Forgets the metrics of epochs after this one: a resumed run will write them again. */
  public void forgetMetricsAfter(int epoch) throws IOException {
    StringBuilder kept = new StringBuilder();
    for (JsonNode event : metrics()) {
      boolean later = event.path("epoch").asInt() > epoch;
      boolean end = ENDS.contains(event.path("event").asText());
      if (!later && !end) {
        kept.append(JSON.writeValueAsString(event)).append('\n');
      }
    }
    writeText(metricsFile(), kept.toString());
  }

  /**
   * Removes the files of a run that never saved a checkpoint, so that it can start again in its
   * folder.
   *
   * @throws IOException if there is a checkpoint, or a file cannot be removed
   */
  public void clear() throws IOException {
    if (Files.exists(last()) || Files.exists(best())) {
      throw new IOException(folder + " has a checkpoint: go on with --resume " + folder);
    }
    for (String name : List.of(INFO, "network.yaml", "metrics.jsonl", WHITENING, "recipe.yaml")) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  private static void writeText(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
