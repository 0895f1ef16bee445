package fovea.studio.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeKeys;
import fovea.run.Diagnosis;
import fovea.run.History;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.run.RunState;
import fovea.studio.web.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A run as the table shows it; its metrics are read when somebody asks for them. */
final class StoredRun {

  /** The default values of recipes, which the summaries leave out. */
  static final ObjectNode DEFAULTS = defaults();

  private final Path folder;
  private final ObjectNode summary;
  private Optional<History> history;
  private boolean historyRead;

  private StoredRun(Path folder, ObjectNode summary, Optional<History> history, boolean read) {
    this.folder = folder;
    this.summary = summary;
    this.history = history;
    this.historyRead = read;
  }

  private static ObjectNode defaults() {
    ObjectNode defaults = Json.object();
    RecipeKeys.all().forEach(key -> defaults.set(key.name(), Json.tree(key.usual())));
    return defaults;
  }

  /** A run whose summary is known from before. */
  static StoredRun remembered(Path folder, ObjectNode summary) {
    return new StoredRun(folder, summary, Optional.empty(), false);
  }

  /** Reads a run. One that is damaged says so in its summary. */
  static StoredRun read(String id, Path folder) {
    ObjectNode summary = Json.object().put("id", id);
    try {
      Run run = Run.open(folder);
      History history = run.history();
      summary.set("recipe", recipe(history.recipe()));
      addInfo(summary, run);
      addMetrics(summary, history);
      summary.put("state", RunState.of(folder, history.end()).label());
      Notes notes = Notes.read(folder);
      summary.put("note", notes.text()).set("tags", Json.tree(notes.tags()));
      return new StoredRun(folder, summary, Optional.of(history), true);
    } catch (IOException | RecipeException e) {
      summary.put("state", "damaged").put("error", String.valueOf(e.getMessage()));
      return new StoredRun(folder, summary, Optional.empty(), true);
    }
  }

  /** What the table of runs shows. */
  ObjectNode summary() {
    return summary;
  }

  /** The metrics; empty if the run is damaged. */
  synchronized Optional<History> history() {
    if (!historyRead) {
      historyRead = true;
      try {
        history = Optional.of(Run.open(folder).history());
      } catch (IOException | RecipeException e) {
        history = Optional.empty(); // damaged since: the next look at the folder tells
      }
    }
    return history;
  }

  /**
   * What a recipe changes of the defaults, without its network, which is as long as it likes: of a
   * thousand runs, all values would be too much to send.
   */
  private static ObjectNode recipe(Recipe recipe) {
    ObjectNode values = (ObjectNode) Json.tree(recipe);
    values.remove("network");
    DEFAULTS
        .properties()
        .forEach(
            usual -> {
              if (usual.getValue().equals(values.get(usual.getKey()))) {
                values.remove(usual.getKey());
              }
            });
    return values;
  }

  private static void addInfo(ObjectNode summary, Run run) throws IOException {
    if (run.hasInfo()) {
      RunInfo info = run.info();
      summary
          .put("started", info.started())
          .put("ended", info.ended())
          .put("command", info.command())
          .put("engine", info.engine())
          .put("precision", info.precision())
          .put("parameters", info.parameters())
          .put("test_images", info.testChecksum());
    }
  }

  private static void addMetrics(ObjectNode summary, History history) {
    summary.put("epochs", history.epochs().size());
    if (history.epochs().isEmpty()) {
      return;
    }
    History.Epoch last = history.last();
    summary
        .put("test_accuracy", last.testAccuracy())
        .put("test_loss", last.testLoss())
        .put("train_loss", last.trainLoss())
        .put("seconds", history.epochs().stream().mapToDouble(History.Epoch::seconds).sum());
    if (Double.isFinite(last.gap())) {
      summary.put("gap", last.gap());
    }
    history
        .best()
        .ifPresent(
            best ->
                summary.put("best_accuracy", best.testAccuracy()).put("best_epoch", best.number()));
    Diagnosis.of(history.epochs()).ifPresent(found -> summary.put("overfits", found.overfits()));
  }
}
