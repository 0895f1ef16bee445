package fovea.studio.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.explain.Calibration;
import fovea.lab.explain.Predictions;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * The predictions of runs for all their test images. The page makes confusion matrices, lists and
 * comparisons of them.
 */
public final class MistakesApi implements Api {

  private final LoadedRuns runs;

  /**
   * @param runs the networks
   */
  public MistakesApi(LoadedRuns runs) {
    this.runs = runs;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/mistakes", this::predictions);
  }

  private void predictions(Context context) throws IOException {
    Json.answer(
        context,
        runs.with(
            Query.text(context, "run"),
            run -> answer(run.predictions(), run.run().info().testChecksum())));
  }

  private static ObjectNode answer(Predictions predictions, String images) {
    ObjectNode answer = Json.object();
    answer.set("classes", Json.tree(predictions.classes()));
    answer.put("images", images).put("accuracy", predictions.accuracy());
    answer.set("labels", Json.tree(predictions.labels()));
    ArrayNode predicted = answer.putArray("predicted");
    ArrayNode confidence = answer.putArray("confidence");
    for (int image = 0; image < predictions.size(); image++) {
      predicted.add(predictions.predicted(image));
      confidence.add((float) predictions.confidence(image));
    }
    answer.set("confusion", Json.tree(predictions.confusion()));
    Calibration calibration = Calibration.of(predictions);
    answer.put("calibrationError", calibration.error());
    ArrayNode bins = answer.putArray("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      ObjectNode each =
          bins.addObject().put("from", bin.from()).put("to", bin.to()).put("images", bin.images());
      if (bin.images() > 0) {
        each.put("confidence", bin.confidence()).put("accuracy", bin.accuracy());
      }
    }
    return answer;
  }
}
