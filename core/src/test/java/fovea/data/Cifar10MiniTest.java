package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class Cifar10MiniTest {

  @Test
  void eachClassHasAsManyImages() throws IOException {
    DataSet mini = Cifar10Mini.load();
    assertThat(mini.shape()).isEqualTo(Shape.image(3, 32, 32));
    assertThat(mini.classes()).isEqualTo(CifarBinary.CLASSES);
    assertThat(mini.train().size()).isEqualTo(640);
    assertThat(mini.test().size()).isEqualTo(200);
    assertThat(counts(mini.train())).hasSize(10).containsOnly(64);
    assertThat(counts(mini.test())).hasSize(10).containsOnly(20);
  }

  /** SHA-256 of label, red, green and blue bytes: a change of the decoder or the files shows. */
  @Test
  void itsPixelsAreTheseOnEveryMachine() throws IOException {
    DataSet mini = Cifar10Mini.load();
    assertThat(mini.train().checksum())
        .isEqualTo("f7047d84ec8a9a72fbf438e473ebd128aba834f821f9ff44b19c741e285c0841");
    assertThat(mini.test().checksum())
        .isEqualTo("a32b1ff6fca4e12fc3e6fad8fe57b4524708446920a5574e81eea7c92dff2a6c");
  }

  private static int[] counts(ImageSet images) {
    int[] counts = new int[10];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }
}
