package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.data.ImageNormalization.Span;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContrastStatisticsTest {

  private static final Shape SHAPE = Shape.image(2, 2, 2);

  /** Three images of two channels: even, of little contrast, and of much. */
  private static final ImageSet IMAGES =
      new ImageSet(
          SHAPE,
          List.of("one"),
          new byte[3],
          bytes(
              7, 7, 7, 7, 7, 7, 7, 7, //
              0, 51, 0, 51, 0, 51, 0, 51, //
              0, 0, 0, 0, 255, 255, 255, 255));

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void deviationsAreThoseOfWholeImages() {
    ContrastStatistics contrast = ContrastStatistics.of(IMAGES, Span.IMAGE);
    assertThat(contrast.count()).isEqualTo(3);
    assertThat(contrast.floor()).isCloseTo(1 / Math.sqrt(8), within(1e-12));
    assertThat(contrast.belowFloor()).isEqualTo(2);
    assertThat(contrast.mean()).isCloseTo((0 + 0.1 + 0.5) / 3, within(1e-12));
    assertThat(contrast.median()).isCloseTo(0.1, within(1e-12));
    assertThat(contrast.min()).isZero();
    assertThat(contrast.max()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void deviationsAreThoseOfChannels() {
    ContrastStatistics contrast = ContrastStatistics.of(IMAGES, Span.CHANNEL);
    assertThat(contrast.count()).isEqualTo(6);
    assertThat(contrast.floor()).isEqualTo(0.5);
    assertThat(contrast.belowFloor()).isEqualTo(6);
    assertThat(contrast.mean()).isCloseTo(0.2 / 6, within(1e-12));
    assertThat(contrast.max()).isCloseTo(0.1, within(1e-12));
  }

  /** What is above the floor comes out with variance 1, what is below it with less. */
  @Test
  void theFloorIsTheOneThatNormalisationHas() {
    double[] expected = {0, 0.1 / ContrastStatistics.of(IMAGES, Span.IMAGE).floor(), 1};
    byte[] image = new byte[SHAPE.elements()];
    FloatBuffer values = FloatBuffer.allocate(SHAPE.elements());
    for (int i = 0; i < IMAGES.size(); i++) {
      IMAGES.copy(i, image);
      new ImageNormalization(Span.IMAGE).converter(SHAPE).convert(image, values, 0);
      double squares = 0;
      for (int k = 0; k < SHAPE.elements(); k++) {
        squares += values.get(k) * values.get(k);
      }
      assertThat(Math.sqrt(squares / SHAPE.elements())).isCloseTo(expected[i], within(1e-6));
    }
  }
}
