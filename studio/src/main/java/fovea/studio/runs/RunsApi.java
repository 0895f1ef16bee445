package fovea.studio.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.run.Events;
import fovea.run.History;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Runs, their curves, and what users write about them. */
public final class RunsApi implements Api, Closeable {

  private static final int DIGITS = 5;

  /** How long an answer waits for runs that are being read. */
  private static final long PATIENCE_MILLIS = 500;

  /** How long a page may take from its first request to that for the runs. */
  private static final long OPENING_MILLIS = 1500;

  /** How long a page may take to draw its first runs. */
  private static final long DRAWING_MILLIS = 400;

  private final RunTree tree;
  private final RunCache cache;
  private final RunWatch watch;

  /**
   * @param events where changes are told
   */
  public RunsApi(RunTree tree, fovea.studio.web.Events events) {
    this.tree = tree;
    watch = new RunWatch(tree, events);
    cache = watch.runs();
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.before("/", context -> watch.giveWay(OPENING_MILLIS));
    routes.get("/api/runs", this::runs);
    routes.get("/api/curves", this::curves);
    routes.get("/api/steps", this::steps);
    routes.get("/api/layers", this::layers);
    routes.get("/api/compare", this::compare);
    routes.post("/api/notes", this::notes);
    watch.start();
  }

  /** All runs, each as a row of the table, and the default values of recipes. */
  private void runs(Context context) throws IOException {
    cache.refreshWithin(PATIENCE_MILLIS);
    ObjectNode answer = Json.object().put("root", tree.root().toString());
    answer.set("defaults", StoredRun.DEFAULTS);
    answer.set("folders", Json.tree(tree.topFolders()));
    answer.put("unread", cache.unread()); // before the rows, to which more may come meanwhile
    ArrayNode rows = answer.putArray("runs");
    cache.all().forEach(run -> rows.add(run.summary()));
    Json.answer(context, answer);
    watch.giveWay(DRAWING_MILLIS);
  }

  /** Metrics of runs, each as a column of numbers; those of all runs if none is named. */
  private void curves(Context context) {
    List<Metric> metrics = context.queryParams("metric").stream().map(Metric::of).toList();
    Set<String> wanted = Set.copyOf(context.queryParams("run"));
    ObjectNode answer = Json.object();
    for (StoredRun run : cache.all()) {
      String id = run.summary().path("id").asText();
      if (wanted.isEmpty() || wanted.contains(id)) {
        run.history().ifPresent(history -> answer.set(id, columns(history, metrics)));
      }
    }
    Json.answer(context, answer);
  }

  private static ObjectNode columns(History history, List<Metric> metrics) {
    ObjectNode columns = Json.object();
    for (Metric metric : metrics) {
      ArrayNode values = columns.putArray(metric.label());
      for (History.Epoch epoch : history.epochs()) {
        double value = metric.of(epoch);
        if (Double.isFinite(value)) {
          values.add(Events.rounded(value, DIGITS));
        } else {
          values.addNull();
        }
      }
    }
    return columns;
  }

  /** The progress between epochs of one run. */
  private void steps(Context context) throws IOException {
    Json.answer(context, new StepTail(tree.open(run(context)).steps()).read());
  }

  /** What was recorded about the layers of one run, epoch by epoch. */
  private void layers(Context context) throws IOException {
    ArrayNode answer = Json.object().putArray("layers");
    for (JsonNode event : tree.open(run(context)).metrics()) {
      if (event.has("layers")) {
        answer.add(event);
      }
    }
    Json.answer(context, answer);
  }

  private void compare(Context context) throws IOException {
    cache.refreshWithin(PATIENCE_MILLIS);
    List<History> histories =
        context.queryParams("run").stream()
            .flatMap(id -> cache.find(id).stream())
            .flatMap(run -> run.history().stream())
            .toList();
    Json.answer(context, SeedGroups.of(histories).answer(tree));
  }

  private void notes(Context context) throws IOException {
    ObjectNode body = Json.body(context);
    Path folder = tree.folder(body.path("run").asText());
    Notes notes = Notes.of(body);
    notes.save(folder);
    Json.answer(context, Json.tree(notes));
  }

  private static String run(Context context) {
    String id = context.queryParam("run");
    if (id == null) {
      throw new IllegalArgumentException("name a run with ?run=");
    }
    return id;
  }

  @Override
  public void close() {
    watch.close();
  }
}
