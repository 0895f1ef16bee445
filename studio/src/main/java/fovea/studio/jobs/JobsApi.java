package fovea.studio.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, queues, stops and resumes trainings, ladders and sweeps. */
public final class JobsApi implements Api, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(JobsApi.class);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final RunTree tree;
  private final Form form;
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
    this.form = new Form(form);
    this.called = called;
    this.runner =
        new JobRunner(tree, new Launcher(launcher), jobs -> events.send("jobs", tree(jobs)));
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/form", this::form);
    routes.get("/api/jobs", context -> Json.answer(context, tree(runner.jobs())));
    routes.post("/api/command", this::command);
    routes.post("/api/train", this::start);
    routes.post("/api/resume", this::resume);
    routes.post("/api/again", this::again);
    routes.post("/api/stop", this::stop);
    routes.post("/api/remove", this::remove);
    runner.start();
  }

  private JsonNode tree(List<Job> jobs) {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("jobs");
    for (Job job : jobs) {
      ObjectNode row =
          rows.addObject()
              .put("id", job.id())
              .put("run", job.run())
              .put("command", line(job.words()))
              .put("state", job.waits() ? "waiting" : job.runs() ? "running" : "ended")
              .put("problem", job.problem());
      Order.of(job.words()).ifPresent(order -> addPlan(row, order));
    }
    return answer;
  }

  /** Adds how many trainings a job comes to, and the axes of a sweep. */
  private static void addPlan(ObjectNode row, Order order) {
    row.put("kind", order.kind().label());
    try {
      Order.Plan plan = order.plan();
      row.put("runs", plan.runs()).set("axes", Json.tree(plan.axes()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("the plan of {} is unknown: {}", order, e.toString()); // a file of it is gone
    }
  }

  private void form(Context context) throws IOException {
    String name = Optional.ofNullable(context.queryParam("recipe")).orElse("default");
    Json.answer(context, form.of(name));
  }

  /** The command line of an order, and what is wrong with it, if anything. */
  private void command(Context context) throws IOException {
    ObjectNode body = Json.body(context);
    ObjectNode answer = Json.object();
    try {
      Order order = Order.of(body);
      answer.put("command", line(order.words()));
      answer.put("runs", order.plan().runs());
      folder(name(body));
    } catch (IllegalArgumentException e) {
      answer.put("error", e.getMessage());
    }
    Json.answer(context, answer);
  }

  /** The name of the folder that a request asks for; empty for one made of time and contents. */
  private static String name(ObjectNode body) {
    return body.path("name").asText("");
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

  private void start(Context context) throws IOException {
    ObjectNode body = Json.body(context);
    Order order = Order.of(body);
    Order.Plan plan = order.plan();
    String name = folder(name(body));
    if (name.isEmpty()) {
      name = unused(plan.name());
    }
    List<String> words = order.words();
    words.add("--out=" + tree.root().resolve(name));
    runner.add(words, name);
    Json.answer(context, Json.object().put("run", name));
  }

  private String unused(String contents) {
    String base = LocalDateTime.now(ZoneId.systemDefault()).format(NAME) + "-" + contents;
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

  /** Gives a command once more: what is finished of a ladder or a sweep is kept. */
  private void again(Context context) throws IOException {
    runner.again(Json.body(context).path("id").asInt());
    Json.answer(context, Json.object());
  }

  /** Stops a job, or the training of a run, whoever started it. */
  private void stop(Context context) {
    ObjectNode body = Json.body(context);
    if (body.has("id")) {
      runner.stop(body.path("id").asInt());
    } else {
      runner.stop(body.path("run").asText());
    }
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
