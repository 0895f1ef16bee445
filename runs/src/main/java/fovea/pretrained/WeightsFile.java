package fovea.pretrained;

import fovea.recipe.RecipeException;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.Checkpoint;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of trained weights.
 *
 * @param path the file
 * @param name what the user called it
 * @param prefix what stands before the names of the weights to use, such as that of averages
 * @param shapes the shape of each tensor, by name
 * @param provenance how Fovea trained them; empty for weights from elsewhere
 */
record WeightsFile(
    Path path,
    String name,
    String prefix,
    Map<String, List<Integer>> shapes,
    Optional<Provenance> provenance) {

  WeightsFile {
    shapes = Map.copyOf(shapes);
  }

  /**
   * Reads the header of a file.
   *
   * @param name a safetensors file, or the folder of a run, whose best checkpoint is used
   * @throws RecipeException if there is no such file, or it is of another format
   * @throws IOException if the file cannot be read or is damaged
   */
  static WeightsFile open(String name) throws IOException {
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw new RecipeException("init is '%s': there is no such file or run".formatted(name));
    }
    if (name.matches(".*\\.(pth?|bin|ckpt|h5|keras|onnx)")) {
      throw new RecipeException(
          "init is '%s': it must be a .safetensors file or a run; convert it as docs/fine-tuning.md says"
              .formatted(name));
    }
    if (Files.isDirectory(path)) {
      SavedCheckpoint best = Run.open(path).checkpoint(SavedCheckpoint.Choice.BEST);
      return read(best.file(), name, best.weights().prefix());
    }
    return read(path, name, Checkpoint.Weights.PLAIN.prefix());
  }

  private static WeightsFile read(Path path, String name, String prefix) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(path)) {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      for (String tensor : reader.names()) {
        if (tensor.startsWith(prefix)) {
          shapes.put(tensor.substring(prefix.length()), reader.shape(tensor));
        }
      }
      shapes.keySet().removeIf(WeightsFile::isNoWeight);
      return new WeightsFile(
          path, name, prefix, shapes, Provenance.read(path.toString(), reader.metadata()));
    }
  }

  /** An optimiser's memory, or PyTorch's count of batches: nothing that a network computes with. */
  private static boolean isNoWeight(String tensor) {
    return Checkpoint.isOptimizerState(tensor) || Checkpoint.isBatchCounter(tensor);
  }
}
