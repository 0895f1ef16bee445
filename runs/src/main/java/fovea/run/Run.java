package fovea.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.data.TextFile;
import fovea.nn.Network;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeNetwork;
import fovea.recipe.RecipeReader;
import fovea.train.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A training run, stored in a folder with {@code recipe.yaml}, {@code network.yaml}, {@code
 * run.json}, {@code metrics.jsonl}, {@code last.safetensors}, {@code best.safetensors}, {@code
 * curves.png} and {@code curves.svg}; {@code steps.jsonl} has the progress between epochs, for
 * those who watch.
 */
public final class Run {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the file in a run's folder that stores the whitening of its images. */
  public static final String WHITENING = "whitening.safetensors";

  private static final String INFO = "run.json";
  private static final String STEPS = "steps.jsonl";
  private static final Set<String> END_EVENTS = Set.of("done", "diverged");
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final Path folder;

  private Run(Path folder) {
    this.folder = folder;
  }

  /**
   * Creates the folder of a new run and saves its recipe.
   *
   * @param wanted the folder; if empty, a new folder in {@code runs}, named after time, model and
   *     seed
   * @throws IOException if the folder cannot be created or is not empty
   */
  public static Run create(Optional<Path> wanted, Recipe recipe) throws IOException {
    Run run = new Run(wanted.isPresent() ? given(wanted.get()) : unused(recipe));
    run.save(recipe);
    return run;
  }

  private static Path given(Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      throw new IOException(folder + " is a file: give the folder of a run with --out");
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.anyMatch(entry -> !entry.endsWith(RunningProcess.FILE))) {
          throw new IOException(
              folder + " is not empty: give another --out, or go on with --resume " + folder);
        }
      }
    }
    try {
      return Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw cannotMake(folder, e);
    }
  }

  private static IOException cannotMake(Path folder, FileSystemException e) {
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    return new IOException(
        "cannot make the folder %s (%s): give another --out".formatted(folder, reason), e);
  }

  /** Creates a new folder, which no other run that starts in the same second can get too. */
  private static Path unused(Recipe recipe) throws IOException {
    String name =
        String.join(
            "-",
            LocalDateTime.now(ZoneId.systemDefault()).format(NAME),
            recipe.model(),
            Long.toString(recipe.seed()));
    Path folder = Path.of("runs", name);
    try {
      Files.createDirectories(folder.getParent());
      for (int i = 2; ; i++) {
        try {
          return Files.createDirectory(folder); // atomic, unlike a check before
        } catch (FileAlreadyExistsException e) {
          folder = Path.of("runs", name + "-" + i);
        }
      }
    } catch (FileSystemException e) {
      throw cannotMake(folder, e);
    }
  }

  /**
   * Opens an existing run.
   *
   * @throws IOException if the folder does not contain a run
   */
  public static Run open(Path folder) throws IOException {
    if (!exists(folder)) {
      throw new IOException(
          folder + " is no run: a run is a folder that 'fovea train' made, with a recipe.yaml");
    }
    return new Run(folder);
  }

  /** Whether a folder contains a run. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve("recipe.yaml"));
  }

  public Path folder() {
    return folder;
  }

  /** The file of the checkpoint with the highest test accuracy. */
  public Path best() {
    return folder.resolve("best.safetensors");
  }

  /**
   * The file of the latest checkpoint, from which training is resumed.
   *
   * @throws IOException if there is none
   */
  public Path lastSaved() throws IOException {
    if (!Files.exists(last())) {
      throw new IOException(
          ("there is no checkpoint %s: the training ended before it saved one, or it was removed;"
                  + " start it again with 'fovea train %s'")
              .formatted(last(), folder.resolve("recipe.yaml")));
    }
    return last();
  }

  /** The file of the whitening, if images are whitened. */
  public Path whitening() {
    return folder.resolve(WHITENING);
  }

  /** The file of the latest checkpoint, which may not exist yet. */
  public Path last() {
    return folder.resolve("last.safetensors");
  }

  /**
   * A checkpoint to evaluate.
   *
   * @param choice the best one, which is replaced by the latest one if no epoch was finished, or
   *     the latest one
   * @throws IOException if there is none
   */
  public SavedCheckpoint checkpoint(SavedCheckpoint.Choice choice) throws IOException {
    if (choice == SavedCheckpoint.Choice.BEST && Files.exists(best())) {
      return new SavedCheckpoint(best(), Checkpoint.Weights.PLAIN, choice);
    }
    return new SavedCheckpoint(
        lastSaved(),
        recipe().ema() > 0 ? Checkpoint.Weights.AVERAGED : Checkpoint.Weights.PLAIN,
        SavedCheckpoint.Choice.LAST);
  }

  private Path metricsFile() {
    return folder.resolve("metrics.jsonl");
  }

  /** The recipe, with all defaults filled in. */
  public Recipe recipe() throws IOException {
    return RecipeReader.read(folder.resolve("recipe.yaml").toString(), Map.of());
  }

  public void save(Recipe recipe) throws IOException {
    writeText(folder.resolve("recipe.yaml"), RecipeReader.write(recipe));
  }

  /** The file of the network as text, as {@code fovea summary --text} prints it. */
  private Path networkFile() {
    return folder.resolve("network.yaml");
  }

  /**
   * The network of the run. Runs of earlier versions do not store it; theirs is built from the
   * recipe.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public Network network() throws IOException {
    if (!Files.exists(networkFile())) {
      return RecipeNetwork.of(recipe(), info().classes().size());
    }
    return RunNetwork.parse(networkFile().toString(), TextFile.read(networkFile()));
  }

  /**
   * Saves the network.
   *
   * @throws fovea.recipe.RecipeException if the name of the network or of a layer cannot be written
   *     as text
   */
  public void save(Network network, RunInfo info) throws IOException {
    writeText(networkFile(), RunNetwork.write(network, info));
  }

  /** The metrics recorded so far. */
  public History history() throws IOException {
    return History.of(this);
  }

  /**
   * The content of {@code run.json}.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public RunInfo info() throws IOException {
    Path file = folder.resolve(INFO);
    String text = TextFile.read(file);
    try {
      return RunInfo.parse(text);
    } catch (IOException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Whether the run has a {@code run.json}. */
  public boolean hasInfo() {
    return Files.exists(folder.resolve(INFO));
  }

  /**
   * The language of the curves' labels, {@code en} or {@code fr}; English if there is no {@code
   * run.json}.
   *
   * @throws IOException if {@code run.json} cannot be read or is damaged
   */
  public String language() throws IOException {
    return hasInfo() ? info().language() : "en";
  }

  /**
   * Whether its epochs are judged by images for validation; see {@link RunInfo#validates}.
   *
   * @throws IOException if it cannot be read
   */
  public boolean validates() throws IOException {
    return hasInfo() && info().validates(recipe());
  }

  public void save(RunInfo info) throws IOException {
    writeText(folder.resolve(INFO), info.write());
  }

  /** Appends an event to the metrics. */
  public void append(JsonNode event) throws IOException {
    Files.writeString(
        metricsFile(),
        JSON.writeValueAsString(event) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * All events of the metrics. An incomplete last line is ignored.
   *
   * @throws IOException if the file cannot be read, or another line is damaged
   */
  public List<JsonNode> metrics() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    if (!Files.exists(metricsFile())) {
      return events;
    }
    // A crash may have cut the last line within a character, so that the file is not UTF-8.
    List<String> lines =
        new String(Files.readAllBytes(metricsFile()), StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        events.add(JSON.readTree(lines.get(i)));
      } catch (JsonProcessingException e) {
        if (i < lines.size() - 1) {
          throw new IOException(
              "%s is damaged: line %s is not JSON".formatted(metricsFile(), i + 1), e);
        }
      }
    }
    return events;
  }

  /**
   * Removes the metrics of all epochs after the given one, and the events that mark the end. A
   * resumed run will write them again.
   */
  public void forgetMetricsAfter(int epoch) throws IOException {
    StringBuilder kept = new StringBuilder();
    for (JsonNode event : metrics()) {
      boolean later = event.path("epoch").asInt() > epoch;
      boolean end = END_EVENTS.contains(event.path("event").asText());
      if (!later && !end) {
        kept.append(JSON.writeValueAsString(event)).append('\n');
      }
    }
    writeText(metricsFile(), kept.toString());
  }

  /**
   * Writes into the metrics that the run is in another folder, where it is moved next.
   *
   * @throws IOException if they cannot be read or written
   */
  public void relocate(Path place) throws IOException {
    StringBuilder changed = new StringBuilder();
    for (JsonNode event : metrics()) {
      if (event instanceof ObjectNode fields && fields.has("run")) {
        fields.put("run", place.toString());
      }
      changed.append(JSON.writeValueAsString(event)).append('\n');
    }
    writeText(metricsFile(), changed.toString());
  }

  /** The file of the progress between epochs, which may not exist. */
  public Path steps() {
    return folder.resolve(STEPS);
  }

  /** Appends a line to the progress between epochs. */
  public void appendStep(JsonNode line) throws IOException {
    Files.writeString(
        steps(),
        JSON.writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Removes the progress after the given step. A resumed run will write it again. */
  public void forgetStepsAfter(long step) throws IOException {
    if (!Files.exists(steps())) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    String text = new String(Files.readAllBytes(steps()), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      try {
        if (JSON.readTree(line).path("step").asLong(Long.MAX_VALUE) <= step) {
          kept.append(line).append('\n');
        }
      } catch (JsonProcessingException e) {
        // a line that a crash cut; the curve has one point less
      }
    }
    writeText(steps(), kept.toString());
  }

  /**
   * Removes the files of a run that never saved a checkpoint, so that it can be started again in
   * the same folder.
   *
   * @throws IOException if there is a checkpoint, or a file cannot be removed
   */
  public void clear() throws IOException {
    if (Files.exists(last()) || Files.exists(best())) {
      throw new IOException(folder + " has a checkpoint: go on with --resume " + folder);
    }
    for (String name :
        List.of(INFO, "network.yaml", "metrics.jsonl", STEPS, WHITENING, "recipe.yaml")) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  private static void writeText(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
