package fovea.studio.playground;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.lab.understand.LayerArithmetic;
import fovea.nn.Layer;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.nn.Window;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The arithmetic of one convolution or pooling, and real images for it to slide over. */
public final class PlaygroundApi implements Api {

  /** The data set in the jar, so that the playground needs no download. */
  private static final String DATA = "cifar10-mini";

  /** How many layers the receptive field is followed through. */
  private static final int DEPTH = 4;

  private final DataCatalog catalog;
  private volatile ObjectNode images;

  /**
   * @param catalog where to find the images
   */
  public PlaygroundApi(DataCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/playground/layer", PlaygroundApi::layer);
    routes.get("/api/playground/images", this::images);
  }

  private static void layer(Context context) {
    WindowQuery query = WindowQuery.of(context);
    Window window = query.window();
    int padded = query.input().height() + 2 * window.padding().height();
    ObjectNode answer =
        Json.object()
            .put("padded", padded)
            .put("extent", window.extent().height())
            .put("fits", query.fits());
    addProblem(answer, query);
    if (query.fits() && !answer.has("problem")) {
      addArithmetic(answer, LayerArithmetic.of(query.layer(), query.input()));
      answer.put("leftOver", (padded - window.extent().height()) % window.stride().height());
      answer.set("fields", fields(query));
    }
    addPadding(answer, "keeps", query.layer(), query.input(), query.input().height());
    if (query.input().height() > 1) {
      addPadding(answer, "halves", query.layer(), query.input(), query.input().height() / 2);
    }
    Json.answer(context, answer);
  }

  /** What a layer says of sizes that it does not take, such as a pooling of its padding. */
  private static void addProblem(ObjectNode answer, WindowQuery query) {
    try {
      query.layer().output(query.input());
    } catch (IllegalArgumentException e) {
      answer.put("problem", e.getMessage());
    }
  }

  private static void addArithmetic(ObjectNode answer, LayerArithmetic arithmetic) {
    answer.set("output", Json.tree(arithmetic.output().dims()));
    answer
        .put("weights", arithmetic.weights())
        .put("biases", arithmetic.biases())
        .put("multiplyAdds", arithmetic.multiplyAdds())
        .put("fullyConnectedWeights", arithmetic.fullyConnectedWeights())
        .put("fullyConnectedBiases", arithmetic.fullyConnectedBiases());
    if (Double.isFinite(arithmetic.ratio())) {
      answer.put("ratio", arithmetic.ratio());
    }
  }

  /** The smallest padding with which the output has a size, if there is one. */
  private static void addPadding(
      ObjectNode answer, String name, Layer layer, Shape input, int wanted) {
    try {
      Layer padded = LayerArithmetic.padded(layer, input, Size.of(wanted));
      answer.put(name, padded.window().orElseThrow().padding().height());
    } catch (IllegalArgumentException e) {
      answer.putNull(name);
    }
  }

  /** The receptive fields if the layer is repeated, as long as it fits. */
  private static ArrayNode fields(WindowQuery query) {
    ArrayNode fields = Json.object().arrayNode();
    List<Named> layers = new ArrayList<>();
    for (int depth = 1; depth <= DEPTH; depth++) {
      layers.add(new Named("layer" + depth, query.layer()));
      try {
        Summary summary = Summary.of(new Network("repeated", layers), query.input());
        Summary.Row row = summary.rows().get(depth - 1);
        fields
            .addObject()
            .put("size", row.receptiveField().size().height())
            .put("jump", row.receptiveField().jump().height())
            .put("start", row.receptiveField().startRow())
            .put("positions", row.output().height());
      } catch (IllegalArgumentException e) {
        break; // the maps have become too small for another one
      }
    }
    return fields;
  }

  private void images(Context context) throws IOException {
    if (images == null) {
      images = oneOfEachClass();
    }
    Json.answer(context, images);
  }

  private ObjectNode oneOfEachClass() throws IOException {
    ImageSet images = catalog.load(DATA).test();
    ArrayNode all = Json.object().arrayNode();
    boolean[] seen = new boolean[images.classes().size()];
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      if (!seen[label]) {
        seen[label] = true;
        byte[] pixels = new byte[images.shape().elements()];
        images.copy(i, pixels);
        all.addObject()
            .put("name", images.classes().get(label))
            .put("pixels", Base64.getEncoder().encodeToString(pixels));
      }
    }
    ObjectNode answer = Json.object().put("side", images.shape().height());
    answer.set("images", all);
    return answer;
  }
}
