package fovea.studio.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ImageSet;
import fovea.engine.Variable;
import fovea.lab.explain.ExplainedImage;
import fovea.lab.figure.Pictures;
import fovea.nn.Parameter;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.studio.web.Api;
import fovea.studio.web.Bodies;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;

/** What a trained network computes for an image, layer by layer. */
public final class ExplorerApi implements Api {

  /** Longer side of a photograph on the page. */
  private static final double PHOTOGRAPH = 800;

  /** Longest shorter side of a photograph that is scanned. */
  private static final int MAX_SIDE = 1000;

  /** What a request computes for its image. */
  private interface Answer {
    ObjectNode of(LoadedRun run, ExplainedImage image) throws IOException;
  }

  private final LoadedRuns runs;
  private final Uploads uploads;

  /**
   * @param runs the networks
   * @param uploads the images that visitors gave
   */
  public ExplorerApi(LoadedRuns runs, Uploads uploads) {
    this.runs = runs;
    this.uploads = uploads;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/explorer/runs", this::trained);
    routes.get("/api/explorer/images", this::images);
    routes.get("/api/explorer/picture", this::picture);
    routes.post("/api/explorer/upload", this::upload);
    routes.get("/api/explorer/filters", this::filters);
    routes.get(
        "/api/explorer/image",
        context -> answer(context, (run, image) -> ImageAnswers.overview(run.model(), image)));
    routes.get(
        "/api/explorer/modes",
        context -> answer(context, (run, image) -> ModeAnswer.of(run, image.input())));
    routes.get("/api/explorer/maps", this::maps);
    routes.get("/api/explorer/heat", this::heat);
    routes.get("/api/explorer/field", this::field);
    routes.get("/api/explorer/scan", this::scan);
  }

  private void answer(Context context, Answer answer) throws IOException {
    ChosenImage chosen = ChosenImage.parse(Query.text(context, "image"));
    Json.answer(
        context,
        runs.with(
            Query.text(context, "run"), run -> answer.of(run, chosen.explained(run, uploads))));
  }

  private void trained(Context context) throws IOException {
    ObjectNode answer = Json.object();
    ArrayNode all = answer.putArray("runs");
    for (Path folder : checkpoints()) {
      ObjectNode each = all.addObject().put("name", runs.tree().id(folder));
      try {
        RunInfo info = Run.open(folder).info();
        each.put("network", info.network()).put("parameters", info.parameters());
      } catch (IOException e) {
        each.put("problem", e.getMessage());
      }
    }
    Json.answer(context, answer);
  }

  /** The folders of the runs that have a checkpoint, the latest first. */
  private List<Path> checkpoints() throws IOException {
    return runs.tree().folders().stream()
        .filter(
            folder ->
                Files.exists(folder.resolve("best.safetensors"))
                    || Files.exists(folder.resolve("last.safetensors")))
        .sorted(
            Comparator.comparingLong(
                    (Path folder) -> folder.resolve("metrics.jsonl").toFile().lastModified())
                .reversed())
        .toList();
  }

  /** The true classes of the test images. */
  private void images(Context context) throws IOException {
    Json.answer(
        context,
        runs.with(
            Query.text(context, "run"),
            run -> {
              ImageSet images = run.images();
              ObjectNode answer = Json.object().put("count", images.size());
              answer.set("classes", Json.tree(images.classes()));
              ArrayNode labels = answer.putArray("labels");
              for (int i = 0; i < images.size(); i++) {
                labels.add(images.label(i));
              }
              return answer;
            }));
  }

  private void picture(Context context) throws IOException {
    ChosenImage chosen = ChosenImage.parse(Query.text(context, "image"));
    boolean whole = "true".equals(context.queryParam("whole"));
    BufferedImage picture =
        runs.with(
            Query.text(context, "run"),
            run ->
                whole
                    ? shrunk(chosen.photograph(run, uploads))
                    : Pictures.of(chosen.single(run, uploads), 0));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    context.contentType("image/png").header("Cache-Control", "private, max-age=600");
    context.result(png.toByteArray());
  }

  private static BufferedImage shrunk(BufferedImage photograph) {
    double longer = Math.max(photograph.getWidth(), photograph.getHeight());
    return Pictures.shrunk(photograph, PHOTOGRAPH / longer);
  }

  private void upload(Context context) throws IOException {
    Json.answer(context, Json.object().put("image", "upload:" + uploads.add(Bodies.of(context))));
  }

  private void filters(Context context) throws IOException {
    String layer = Query.text(context, "layer");
    Json.answer(
        context,
        runs.with(
            Query.text(context, "run"),
            run -> {
              Variable weight = weight(run, layer);
              ObjectNode answer = Json.object();
              answer.set("dims", Json.tree(weight.parameter().dims()));
              return answer.put("values", Floats.text(weight.read(weight.values())));
            }));
  }

  private static Variable weight(LoadedRun run, String layer) {
    List<Variable> variables = run.model().model().variables();
    return variables.stream()
        .filter(
            each ->
                each.parameter().role() == Parameter.Role.WEIGHT
                    && each.parameter().dims().size() == 4
                    && each.parameter().name().equals(layer + ".weight"))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(layer + " is no convolution of this run"));
  }

  private void maps(Context context) throws IOException {
    String layer = Query.text(context, "layer");
    answer(context, (run, image) -> ImageAnswers.maps(run.model(), image, layer));
  }

  private void heat(Context context) throws IOException {
    String method = Query.text(context, "method");
    answer(
        context,
        (run, image) ->
            ImageAnswers.heat(
                run.model(),
                image,
                method,
                Query.number(context, "class", run.model().classes().size())));
  }

  private void field(Context context) throws IOException {
    String layer = Query.text(context, "layer");
    int channel = Query.number(context, "channel", Integer.MAX_VALUE);
    int row = Query.number(context, "row", Integer.MAX_VALUE);
    int column = Query.number(context, "column", Integer.MAX_VALUE);
    answer(
        context,
        (run, image) -> ImageAnswers.field(run.model(), image, layer, channel, row, column));
  }

  private void scan(Context context) throws IOException {
    ChosenImage chosen = ChosenImage.parse(Query.text(context, "image"));
    int side = Query.number(context, "side", MAX_SIDE + 1);
    Json.answer(
        context,
        runs.with(
            Query.text(context, "run"),
            run -> ImageAnswers.scan(run.model(), chosen.photograph(run, uploads), side)));
  }
}
