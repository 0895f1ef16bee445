package fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The tables in the documents follow from the inputs there. */
class ClusterModelTest {

  private static String document(String name) throws IOException {
    return Files.readString(Path.of("../docs", name));
  }

  @Test
  void documentsHaveTheTablesThatFollowFromTheirInputs() throws IOException {
    String english = document("cluster.md");
    String french = document("cluster.fr.md");
    List<ClusterModel> models = ClusterModel.read(english);
    assertThat(ClusterModel.read(french)).isEqualTo(models);
    assertThat(english).contains(ClusterModel.table(models, Locale.ENGLISH));
    assertThat(french).contains(ClusterModel.table(models, Locale.FRENCH));
  }

  @Test
  void parametersAreThoseOfTheNetworks() throws IOException {
    for (ClusterModel model : ClusterModel.read(document("cluster.md"))) {
      String name = model.network().replace("`", "");
      assertThat((long) model.parameters())
          .isEqualTo(
              Zoo.network(name, Zoo.Options.classes(Zoo.classes(name)))
                  .parameterCount(Zoo.input(name)));
    }
  }

  /** Two machines, a million numbers, a wire of 1 Gbit/s: 32 ms for 4 MB. */
  @Test
  void aStepIsTheSumOfWhatTheFormulaSays() {
    ClusterModel model = new ClusterModel("`cifarnet`", 1e6, 100, 0.5, 0.25, 1, 0.1);
    assertThat(model.exchange(2, 1, Float.BYTES)).isCloseTo(32 + 0.2, within(1e-9));
    assertThat(model.exchange(2, 1, Short.BYTES)).isCloseTo(16 + 0.2, within(1e-9));
    assertThat(model.exchange(2, 1000, Float.BYTES)).isCloseTo(1 + 0.2, within(1e-9));
    assertThat(model.without(2, 1, Float.BYTES)).isCloseTo(100 + 32.2 + 0.2, within(1e-9));
    assertThat(model.with(2, 1, Float.BYTES)).isCloseTo(100 + 32.2 / 4 + 0.2, within(1e-9));
    assertThat(model.with(4, 1, Float.BYTES)).isCloseTo(100 + 48.6 / 4 + 0.6, within(1e-9));
    assertThat(model.with(2, 0.1, Float.BYTES)).isCloseTo(100 + 270.2 + 0.2, within(1e-9));
  }

  @Test
  void aDocumentWithoutInputsIsRefused() {
    assertThatThrownBy(() -> ClusterModel.read("| input | `cifarnet` | `resnet50` | from |\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table of 6 inputs");
  }
}
