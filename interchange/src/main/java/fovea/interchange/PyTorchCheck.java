package fovea.interchange;

import fovea.data.ChannelNormalization;
import fovea.engine.Engines;
import fovea.engine.ParameterSource;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.Checkpoint;
import fovea.train.ParameterFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The way of a network from Fovea to PyTorch and back: PyTorch loads the weights with {@code
 * strict=True}, computes scores of random images, and saves the weights, which Fovea reads again.
 *
 * @param version the version of PyTorch
 * @param parameters the number of tensors that went there and back
 * @param changed the names of those that did not come back with the same bits
 * @param difference the largest difference of a score
 * @param magnitude the largest score, without its sign
 */
public record PyTorchCheck(
    String version, int parameters, List<String> changed, double difference, double magnitude) {

  private static final String SCRIPT = "roundtrip.py";
  private static final String BACK = "back.safetensors";

  public PyTorchCheck {
    changed = List.copyOf(changed);
  }

  /** Whether all bits are the same, and the scores but for rounding. */
  public boolean agrees() {
    return changed.isEmpty() && difference <= OnnxCheck.tolerance(magnitude);
  }

  /**
   * Checks a checkpoint of a run.
   *
   * @param python the command of a Python that has PyTorch
   * @throws IOException if there is no such Python, PyTorch refuses the weights, or the run is
   *     damaged
   * @throws IllegalArgumentException if PyTorch has no module for a layer, or other programs cannot
   *     compute the normalisation
   */
  public static PyTorchCheck of(Run run, SavedCheckpoint.Choice choice, String python)
      throws IOException {
    Provenance provenance = Provenance.of(run);
    ChannelNormalization channels = OnnxExport.normalization(provenance);
    WeightedNetwork trained = WeightedNetwork.of(run, choice);
    Path folder = Files.createTempDirectory("fovea-pytorch");
    try {
      SavedCheckpoint saved = run.checkpoint(choice);
      ParameterFile.write(saved.file(), saved.weights(), folder.resolve(HuggingFaceFolder.WEIGHTS));
      Files.writeString(
          folder.resolve(HuggingFaceFolder.SOURCE),
          PyTorchSource.of(trained.network(), trained.input()));
      FloatBuffer images =
          OnnxCheck.normalized(OnnxCheck.images(trained.input()), trained.input(), channels);
      write(folder.resolve("images.f32"), images);
      String version = run(python, folder, trained.input());
      return compare(
          version,
          trained,
          folder,
          trained.scores(Engines.named(provenance.recipe().engine()), images, OnnxCheck.IMAGES));
    } finally {
      removeAll(folder);
    }
  }

  private static PyTorchCheck compare(
      String version, WeightedNetwork trained, Path folder, float[] expected) throws IOException {
    List<String> changed = new ArrayList<>();
    try (ParameterSource back =
        Checkpoint.parameters(folder.resolve(BACK), trained.network(), trained.input())) {
      for (Parameter parameter : trained.network().parameters(trained.input())) {
        FloatBuffer values = FloatBuffer.allocate(parameter.elements());
        back.read(parameter, 0, values);
        if (!sameBits(values.array(), trained.parameters().get(parameter.name()))) {
          changed.add(parameter.name());
        }
      }
    }
    float[] actual = read(folder.resolve("scores.f32"));
    OnnxCheck scores = OnnxCheck.compare("PyTorch", expected, actual);
    return new PyTorchCheck(
        version, trained.parameters().size(), changed, scores.difference(), scores.magnitude());
  }

  /** Whether all bits are the same, unlike {@code ==} for zeros of both signs. */
  private static boolean sameBits(float[] a, float[] b) {
    return a.length == b.length
        && IntStream.range(0, a.length)
            .allMatch(i -> Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]));
  }

  private static String run(String python, Path folder, Shape input) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream in = PyTorchCheck.class.getResourceAsStream(SCRIPT)) {
      Files.copy(in, script);
    }
    List<String> words = new ArrayList<>(List.of(python, script.toString(), folder.toString()));
    words.add(Integer.toString(OnnxCheck.IMAGES));
    input.dims().forEach(size -> words.add(size.toString()));
    Process process = start(python, words);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "%s with PyTorch failed (%s): name a Python that has torch in FOVEA_PYTHON"
                .formatted(python, last));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return last;
  }

  private static Process start(String python, List<String> words) throws IOException {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new IOException(
          "there is no %s: install Python with PyTorch, or name it in FOVEA_PYTHON"
              .formatted(python),
          e);
    }
  }

  private static void write(Path file, FloatBuffer values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.duplicate());
    Files.write(file, bytes.array());
  }

  private static float[] read(Path file) throws IOException {
    FloatBuffer values =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }

  private static void removeAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
