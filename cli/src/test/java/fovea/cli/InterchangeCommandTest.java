package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea export} and {@code fovea import}. */
class InterchangeCommandTest {

  @TempDir private Path folder;

  private Caller fovea;
  private Path run;
  private Path file;

  @BeforeEach
  void train() {
    fovea = new Caller(folder.resolve("cache"));
    run = folder.resolve("run");
    file = folder.resolve("net.onnx");
    fovea.train(run, "--epochs", 1).succeeded();
    JsonNode check = fovea.call("export", run, "--onnx", file, "--json").succeeded().json().get(0);
    assertThat(check.get("largest_difference").doubleValue()).isLessThan(1e-4);
    assertThat(check.get("largest_score").doubleValue()).isPositive();
  }

  private JsonNode evaluate(Path which) {
    return fovea.call("evaluate", which, "--json").succeeded().json().get(0);
  }

  @Test
  void anImportedRunIsEvaluatedAsItsOriginal() {
    Path back = folder.resolve("back");
    fovea.call("import", file, "--out", back).succeeded();
    assertThat(evaluate(back).get("test_loss")).isEqualTo(evaluate(run).get("test_loss"));
  }

  @Test
  void aFileWithoutMetadataTakesItsDataFromTheFlags() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    Files.write(file, model.toBuilder().clearMetadataProps().build().toByteArray());
    Path back = folder.resolve("back");
    fovea.call("import", file, "--out", back, "--dataset", "cifar10-mini").succeeded();
    assertThat(evaluate(back).get("test_loss").isNumber()).isTrue();

    Path other = folder.resolve("other");
    assertThat(fovea.call("import", file, "--out", other, "--classes", "a,b").failure(2))
        .isEqualTo("the network has 10 outputs, and there are 2 names of classes");
    assertThat(other).doesNotExist();
  }

  @Test
  void aTruncatedFileIsRefusedAndNothingWritten() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Path back = folder.resolve("back");
    assertThat(fovea.call("import", file, "--out", back).failure(1))
        .startsWith(file + ": no ONNX file, or a damaged one");
    assertThat(back).doesNotExist();
  }
}
