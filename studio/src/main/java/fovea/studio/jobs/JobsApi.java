package fovea.studio.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.studio.runs.RunTree;
import fovea.studio.web.Api;
import fovea.studio.web.Events;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Starts, queues, stops and resumes trainings. */
public final class JobsApi implements Api, Closeable {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final RunTree tree;
  private final List<FormSection> form;
  private final String called;
  private final JobRunner runner;

  /**
   * @param launcher the words that start {@code fovea}
   * @param called how the user calls it, for commands to be copied
   * @param form the keys of recipes
   * @param events where changes are told
   * @throws IOException if the jobs of an earlier studio cannot be read
   */
  public JobsApi(
      RunTree tree, List<String> launcher, String called, List<FormSection> form, Events events)
      throws IOException {
    this.tree = tree;
    this.form = form;
    this.called = called;
    this.runner =
        new JobRunner(tree, new Launcher(launcher), jobs -> events.send("jobs", tree(jobs)));
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/form", this::form);
    routes.get("/api/jobs", context -> Json.answer(context, tree(runner.jobs())));
    routes.post("/api/command", context -> Json.answer(context, command(request(context))));
    routes.post("/api/train", this::train);
    routes.post("/api/resume", this::resume);
    routes.post("/api/stop", this::stop);
    routes.post("/api/remove", this::remove);
    runner.start();
  }

  private JsonNode tree(List<Job> jobs) {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("jobs");
    for (Job job : jobs) {
      rows.addObject()
          .put("id", job.id())
          .put("run", job.run())
          .put("command", line(job.words()))
          .put("state", job.waits() ? "waiting" : job.runs() ? "running" : "ended")
          .put("problem", job.problem());
    }
    return answer;
  }

  /** The keys of recipes, and their values in a recipe that ships with Fovea. */
  private void form(Context context) throws IOException {
    String name = Optional.ofNullable(context.queryParam("recipe")).orElse("default");
    Recipe recipe = RecipeReader.read(shipped(name), Map.of());
    Map<String, RecipeKey> keys =
        RecipeKeys.all().stream().collect(Collectors.toMap(RecipeKey::name, key -> key));
    ObjectNode answer = Json.object();
    answer.set("recipes", Json.tree(RecipeReader.shipped()));
    answer.set("values", Json.tree(recipe));
    ArrayNode sections = answer.putArray("sections");
    for (FormSection section : form) {
      ObjectNode part = sections.addObject();
      part.set("title", Json.tree(section.title()));
      ArrayNode rows = part.putArray("keys");
      section.keys().forEach(key -> rows.add(row(key, keys.get(key.name()))));
    }
    Json.answer(context, answer);
  }

  private static ObjectNode row(FormSection.Key key, RecipeKey known) {
    ObjectNode row = Json.object().put("name", key.name()).put("label", known.label());
    row.set("default", Json.tree(known.usual()));
    row.set("choices", Json.tree(known.choices()));
    row.set("help", Json.tree(key.help()));
    return row;
  }

  private static String shipped(String name) {
    if (!RecipeReader.shipped().contains(name)) {
      throw new IllegalArgumentException(
          "recipe is '%s': it must be one of %s"
              .formatted(name, String.join(", ", RecipeReader.shipped())));
    }
    return name;
  }

  /**
   * What a form asks for.
   *
   * @param recipe a recipe that ships with Fovea
   * @param values what differs from it, as text by key
   * @param name the name of the run's folder; empty for one made of time, model and seed
   */
  private record Request(String recipe, Map<String, String> values, String name) {}

  private static Request request(Context context) {
    ObjectNode body = Json.body(context);
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> value : body.path("values").properties()) {
      values.put(value.getKey(), value.getValue().asText());
    }
    return new Request(
        shipped(body.path("recipe").asText("default")), values, body.path("name").asText(""));
  }

  /** The command line of a request, and what is wrong with it, if anything. */
  private ObjectNode command(Request request) throws IOException {
    ObjectNode answer = Json.object().put("command", line(words(request)));
    try {
      RecipeReader.read(request.recipe(), request.values());
      folder(request.name());
    } catch (IllegalArgumentException e) {
      answer.put("error", e.getMessage());
    }
    return answer;
  }

  private static List<String> words(Request request) {
    List<String> words = new ArrayList<>(List.of("train", request.recipe()));
    request.values().forEach((key, value) -> words.add("--" + key.replace('_', '-') + "=" + value));
    return words;
  }

  private String line(List<String> words) {
    return called
        + " "
        + words.stream()
            .map(
                word ->
                    word.matches("[\\w./=,:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
  }

  private String folder(String name) {
    if (!name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .=-]{0,99}|")) {
      throw new IllegalArgumentException(
          "name is '%s': it may have letters, digits, spaces, and . _ - =".formatted(name));
    }
    if (!name.isEmpty() && Files.exists(tree.root().resolve(name))) {
      throw new IllegalArgumentException("there is a run '%s' already".formatted(name));
    }
    return name;
  }

  private void train(Context context) throws IOException {
    Request request = request(context);
    Recipe recipe = RecipeReader.read(request.recipe(), request.values());
    String name = folder(request.name());
    if (name.isEmpty()) {
      name = unused(recipe);
    }
    List<String> words = words(request);
    words.add("--out=" + tree.root().resolve(name));
    runner.add(words, name);
    Json.answer(context, Json.object().put("run", name));
  }

  private String unused(Recipe recipe) {
    String base =
        String.join(
            "-",
            LocalDateTime.now(ZoneId.systemDefault()).format(NAME),
            recipe.model().replaceAll(".*[/\\\\]", ""),
            Long.toString(recipe.seed()));
    String name = base;
    for (int i = 2; taken(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  private boolean taken(String name) {
    return Files.exists(tree.root().resolve(name))
        || runner.jobs().stream().anyMatch(job -> job.run().equals(name));
  }

  private void resume(Context context) throws IOException {
    String run = Json.body(context).path("run").asText();
    runner.add(List.of("train", "--resume=" + tree.folder(run)), run);
    Json.answer(context, Json.object().put("run", run));
  }

  private void stop(Context context) {
    runner.stop(Json.body(context).path("run").asText());
    Json.answer(context, Json.object());
  }

  private void remove(Context context) throws IOException {
    runner.remove(Json.body(context).path("id").asInt());
    Json.answer(context, Json.object());
  }

  @Override
  public void close() {
    runner.close();
  }
}
