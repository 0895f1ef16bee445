package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleNetworksTest {

  private static final Shape CIFAR = Shape.image(3, 32, 32);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(folder().resolve("examples/networks"))) {
      return files.sorted().toList();
    }
  }

  /** The project's folder, wherever this module lies in it. */
  private static Path folder() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("examples"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleFitsAndHasTheParametersThatItsHeaderSays(Path file) throws IOException {
    NetworkFile example = NetworkFile.read(file);
    assertThat(example.name()).contains(file.getFileName().toString().replace(".yaml", ""));
    assertThat(example.input()).contains(CIFAR);
    NetworkText text = example.network();
    text.check(CIFAR, 10);
    text.check(CIFAR, 100);
    assertThat(text.needsClasses()).isTrue();
    Network network = text.network("example", 10);
    assertThat(Files.readString(file))
        .contains(
            String.format(Locale.ROOT, "%,d parameters at 3x32x32", network.parameterCount(CIFAR)));
    assertThat(network.multiplyAdds(CIFAR)).isLessThan(50_000_000);
    assertThat(Summary.of(network, CIFAR).rows()).isNotEmpty();
  }
}
