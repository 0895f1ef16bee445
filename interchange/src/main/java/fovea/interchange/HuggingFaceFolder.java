package fovea.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.data.ChannelNormalization;
import fovea.data.ResizeMode;
import fovea.nn.Shape;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.ParameterFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a run as a folder of the Hugging Face Hub: {@code model.safetensors}, {@code config.json},
 * {@code preprocessor_config.json}, {@code modeling.py} for PyTorch, and {@code README.md}, the
 * model card.
 */
public final class HuggingFaceFolder {

  /** The file of the weights. */
  static final String WEIGHTS = "model.safetensors";

  /** The file of the network's Python source. */
  static final String SOURCE = "modeling.py";

  private static final int BILINEAR = 2; // as Pillow numbers its filters

  private static final ObjectMapper JSON = new ObjectMapper();

  private HuggingFaceFolder() {}

  /**
   * Writes a checkpoint of a run. Files of these names are replaced; others are left alone.
   *
   * @param folder the folder, which is made if it does not exist
   * @return the files
   * @throws IllegalArgumentException if other programs cannot compute a layer or the normalisation
   * @throws IOException if the run is damaged, or a file cannot be written
   */
  public static List<Path> write(Run run, SavedCheckpoint.Choice choice, Path folder)
      throws IOException {
    Provenance provenance = Provenance.of(run);
    ChannelNormalization channels = OnnxExport.normalization(provenance);
    SavedCheckpoint saved = run.checkpoint(choice);
    Shape input = input(provenance);
    String source = PyTorchSource.of(provenance.network(), input);
    Files.createDirectories(folder);
    Path weights = folder.resolve(WEIGHTS);
    ParameterFile.write(saved.file(), saved.weights(), weights);
    return List.of(
        weights,
        text(folder.resolve("config.json"), json(config(provenance, input))),
        text(
            folder.resolve("preprocessor_config.json"),
            json(preprocessing(provenance, input, channels))),
        text(folder.resolve(SOURCE), source),
        text(folder.resolve("README.md"), ModelCard.of(run, provenance, saved)));
  }

  private static Shape input(Provenance provenance) {
    List<Integer> dims = provenance.info().input();
    return Shape.image(dims.get(0), dims.get(1), dims.get(2));
  }

  private static Path text(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    return file;
  }

  private static String json(ObjectNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be serialised", e);
    }
  }

  private static ObjectNode config(Provenance provenance, Shape input) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putArray("architectures").add("Network");
    config.put("model_type", "fovea");
    config.put("torch_dtype", "float32");
    config.put("num_channels", input.channels());
    config.putArray("image_size").add(input.height()).add(input.width());
    ObjectNode labels = config.putObject("id2label");
    ObjectNode ids = config.putObject("label2id");
    List<String> classes = provenance.info().classes();
    for (int i = 0; i < classes.size(); i++) {
      labels.put(Integer.toString(i), classes.get(i));
      ids.put(classes.get(i), i);
    }
    config.put("network", provenance.texts().get("network"));
    return config;
  }

  private static ObjectNode preprocessing(
      Provenance provenance, Shape input, ChannelNormalization channels) {
    Shape image = provenance.image();
    ResizeMode mode = provenance.recipe().imageOptions().resize();
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("image_processor_type", "BitImageProcessor");
    config.put("do_convert_rgb", image.channels() == 3);
    config.put("do_resize", true).put("resample", BILINEAR);
    if (mode == ResizeMode.CROP && image.height() == image.width()) {
      config.putObject("size").put("shortest_edge", ResizeMode.withMargin(image.height()));
    } else {
      config.putObject("size").put("height", image.height()).put("width", image.width());
    }
    if (mode == ResizeMode.PAD) {
      config.put("do_pad", true);
    }
    config.put("do_center_crop", true);
    config.putObject("crop_size").put("height", input.height()).put("width", input.width());
    config.put("do_rescale", true).put("rescale_factor", 1 / 255.0);
    config.put("do_normalize", true);
    channels.mean().forEach(config.putArray("image_mean")::add);
    channels.deviation().forEach(config.putArray("image_std")::add);
    return config;
  }
}
