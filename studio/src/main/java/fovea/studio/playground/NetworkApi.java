package fovea.studio.playground;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import fovea.recipe.NetworkFile;
import fovea.recipe.RecipeException;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks as text: what their layers compute, or the line where the text is wrong. */
public final class NetworkApi implements Api {

  private static final Shape DEFAULT_INPUT = Shape.image(3, 32, 32);
  private static final int DEFAULT_CLASSES = 10;
  private static final int MAX_CLASSES = 256;
  private static final int MAX_CHARACTERS = 100_000;
  private static final String SOURCE = "network";
  private static final Pattern LINE = Pattern.compile("^" + SOURCE + ", line (\\d+)[^:]*: ");

  /** Hidden, so that it is no run. */
  private static final String FOLDER = ".networks";

  private final Path folder;

  /**
   * @param runs the folder of the runs, which keeps the networks that are to be trained
   */
  public NetworkApi(Path runs) {
    folder = runs.resolve(FOLDER).toAbsolutePath().normalize();
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/networks", NetworkApi::examples);
    routes.post("/api/networks/summary", NetworkApi::summary);
    routes.post("/api/networks/save", this::save);
  }

  /** The networks of the zoo, to begin with. */
  private static void examples(Context context) {
    ArrayNode all = Json.object().arrayNode();
    for (String name : Zoo.names()) {
      Network network = Zoo.network(name, Zoo.Options.classes(Zoo.classes(name)));
      all.addObject()
          .put("name", name)
          .put("text", NetworkFile.of(network, Zoo.input(name)).toString());
    }
    ObjectNode answer = Json.object();
    answer.set("networks", all);
    Json.answer(context, answer);
  }

  /** Keeps a network as a file that {@code fovea train --model FILE} takes. */
  private void save(Context context) throws IOException {
    String text = text(Json.body(context));
    NetworkFile network = NetworkFile.parse(SOURCE, text);
    String name = network.name().orElse("mine").replaceAll("[^A-Za-z0-9_-]", "-");
    Files.createDirectories(folder);
    Path file = folder.resolve(String.format(Locale.ROOT, "%s-%08x.yaml", name, text.hashCode()));
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    Json.answer(context, Json.object().put("model", file.toString()));
  }

  private static String text(ObjectNode body) {
    String text = body.path("text").asText("");
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "the network has %s characters: %s are allowed".formatted(text.length(), MAX_CHARACTERS));
    }
    return text;
  }

  private static void summary(Context context) {
    ObjectNode body = Json.body(context);
    String text = text(body);
    int classes = body.path("classes").asInt(DEFAULT_CLASSES);
    if (classes < 2 || classes > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "classes is %s: it must be from 2 to %s".formatted(classes, MAX_CLASSES));
    }
    Json.answer(
        context,
        summary(text, Optional.ofNullable(body.get("input")).map(each -> each.asText()), classes));
  }

  private static ObjectNode summary(String text, Optional<String> wanted, int classes) {
    try {
      NetworkFile file = NetworkFile.parse(SOURCE, text);
      Shape input =
          wanted
              .filter(each -> !each.isBlank())
              .map(each -> Shape.parse(each, Shape.Order.CHANNELS_FIRST))
              .or(file::input)
              .orElse(DEFAULT_INPUT);
      file.network().checkLayers(input, classes);
      Network network = file.network().network(file.name().orElse("mine"), classes);
      ObjectNode answer = layers(Summary.of(network, input));
      try {
        file.network().check(input, classes);
      } catch (RecipeException e) {
        answer.set("warning", problem(e));
      }
      return answer;
    } catch (IllegalArgumentException e) {
      ObjectNode answer = Json.object();
      answer.set("problem", problem(e));
      return answer;
    }
  }

  /** A message for the user, and its line in the text if it has one. */
  private static ObjectNode problem(IllegalArgumentException e) {
    Matcher line = LINE.matcher(e.getMessage());
    return line.find()
        ? Json.object()
            .put("line", Integer.parseInt(line.group(1)))
            .put("message", e.getMessage().substring(line.end()))
        : Json.object().put("message", e.getMessage().replaceFirst("^" + SOURCE + ": ", ""));
  }

  private static ObjectNode layers(Summary summary) {
    ArrayNode rows = Json.object().arrayNode();
    for (Summary.Row row : summary.rows()) {
      ObjectNode each =
          rows.addObject()
              .put("name", row.name())
              .put("type", row.layer().type())
              .put("parameters", row.parameters())
              .put("multiplyAdds", row.multiplyAdds())
              .put("memory", row.memory())
              .put("field", row.receptiveField().size().height());
      each.set("output", Json.tree(row.output().dims()));
    }
    ObjectNode answer =
        Json.object()
            .put("name", summary.network())
            .put("parameters", summary.parameters())
            .put("multiplyAdds", summary.multiplyAdds())
            .put("memory", summary.memory());
    answer.set("input", Json.tree(summary.input().dims()));
    answer.set("layers", rows);
    return answer;
  }
}
