package fovea.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Safetensors files with the parameters of a checkpoint alone, as other programs want them. */
public final class ParameterFile {

  private ParameterFile() {}

  /**
   * Writes the parameters of a checkpoint, without the optimiser's state, under their own names.
   * The rest of the metadata is kept.
   *
   * @param weights which values to write
   * @param target the file to write; it may be the checkpoint itself
   * @throws IOException if the checkpoint is damaged or lacks these values, or the file cannot be
   *     written; an existing file is then left unchanged
   */
  public static void write(Path checkpoint, Checkpoint.Weights weights, Path target)
      throws IOException {
    Path partial = target.resolveSibling(target.getFileName() + ".parameters");
    try {
      try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
        List<Safetensors.Entry> tensors = new ArrayList<>();
        for (String name : parameterNames(reader)) {
          List<Integer> shape = reader.shape(name);
          reader.require(weights.tensor(name), shape);
          tensors.add(
              new Safetensors.Entry(
                  name, shape, () -> values(reader, weights.tensor(name), shape)));
        }
        Safetensors.write(partial, reader.metadata(), tensors);
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING); // the reader is closed now
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static float[] values(SafetensorsReader reader, String name, List<Integer> shape) {
    try {
      return reader.read(name, shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors that are not the optimiser's, in the order of the file. */
  private static List<String> parameterNames(SafetensorsReader reader) {
    return reader.names().stream().filter(name -> !Checkpoint.isOptimizerState(name)).toList();
  }

  /**
   * The size of a checkpoint's parameters in bytes, as 32-bit floats.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public static long bytes(Path checkpoint) throws IOException {
    long elements = 0;
    try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
      for (String name : parameterNames(reader)) {
        elements +=
            reader.shape(name).stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
      }
    }
    return elements * Float.BYTES;
  }
}
