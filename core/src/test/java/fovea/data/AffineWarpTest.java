package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Interpolation in whole numbers against its definition in real numbers. */
class AffineWarpTest {

  private static final List<Integer> FILL = List.of(100, 200);

  private static byte[] image(Shape shape, long key) {
    byte[] image = new byte[shape.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) CounterBasedRandom.bits(key, i);
    }
    return image;
  }

  private static double at(byte[] source, Shape shape, int channel, double row, double column) {
    if (row < 0 || column < 0 || row >= shape.height() || column >= shape.width()) {
      return FILL.get(channel);
    }
    int pixel = (channel * shape.height() + (int) row) * shape.width() + (int) column;
    return source[pixel] & 0xff;
  }

  @Property
  void everyPixelIsBilinearOfItsPlace(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b,
      @ForAll @DoubleRange(min = -3, max = 3) double c,
      @ForAll @DoubleRange(min = -3, max = 3) double d,
      @ForAll @DoubleRange(min = -40, max = 40) double e,
      @ForAll long key) {
    Shape shape = Shape.image(2, height, width);
    byte[] source = image(shape, key);
    byte[] made = new byte[source.length];
    AffineWarp.apply(source, shape, made, FILL, a, b, c, d, e, -e);
    for (int i = 0; i < made.length; i++) {
      int channel = i / shape.area();
      int line = i % shape.area() / width;
      double y = line - (height - 1) / 2.0;
      double x = i % width - (width - 1) / 2.0;
      double column = a * x + b * y + e + (width - 1) / 2.0;
      double row = c * x + d * y - e + (height - 1) / 2.0;
      double left = Math.floor(column);
      double top = Math.floor(row);
      double right = column - left;
      double below = row - top;
      double upper =
          (1 - right) * at(source, shape, channel, top, left)
              + right * at(source, shape, channel, top, left + 1);
      double lower =
          (1 - right) * at(source, shape, channel, top + 1, left)
              + right * at(source, shape, channel, top + 1, left + 1);
      double exact = (1 - below) * upper + below * lower;
      assertThat((double) (made[i] & 0xff)).isCloseTo(exact, within(0.51));
    }
  }

  @Property
  void aMoveThereAndBackKeepsWhatStayedInside(
      @ForAll @IntRange(min = -5, max = 5) int right,
      @ForAll @IntRange(min = -5, max = 5) int down,
      @ForAll long key) {
    Shape shape = Shape.image(2, 12, 14);
    byte[] source = image(shape, key);
    byte[] moved = new byte[source.length];
    byte[] back = new byte[source.length];
    AffineWarp.apply(source, shape, moved, FILL, 1, 0, 0, 1, right, down);
    AffineWarp.apply(moved, shape, back, FILL, 1, 0, 0, 1, -right, -down);
    for (int i = 0; i < source.length; i++) {
      int row = i % shape.area() / 14 - down;
      int column = i % 14 - right;
      boolean stayed = row >= 0 && row < 12 && column >= 0 && column < 14;
      assertThat(back[i]).isEqualTo(stayed ? source[i] : FILL.get(i / 168).byteValue());
    }
  }
}
