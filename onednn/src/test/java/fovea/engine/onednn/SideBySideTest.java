package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  private static final memory.data_type F32 = memory.data_type.f32;
  private static final long[] DIMS = {2, 3, 4, 5};

  @Test
  void rowsAreOutermostThenColumnsImagesAndChannels() {
    FloatBuffer numbers = reordered(SideBySide.layout(DIMS, F32));
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        for (int image = 0; image < 2; image++) {
          for (int channel = 0; channel < 3; channel++) {
            float rowMajor = ((image * 3 + channel) * 4 + row) * 5 + column;
            assertThat(numbers.get()).isEqualTo(rowMajor);
          }
        }
      }
    }
  }

  /** What counts the maps' numbers, as they lie in memory in a layout. */
  private static FloatBuffer reordered(memory.desc layout) {
    FloatPointer counted = new FloatPointer(2 * 3 * 4 * 5);
    for (int i = 0; i < counted.capacity(); i++) {
      counted.put(i, i);
    }
    FloatPointer result = new FloatPointer(counted.capacity());
    Library library = Library.load();
    memory from = new memory(Dims.plain(DIMS, F32), library.cpu(), counted);
    memory to = new memory(layout, library.cpu(), result);
    new reorder(from, to).execute(library.stream(), from, to);
    library.stream()._wait();
    return result.asBuffer();
  }

  @Test
  void otherMapsLieInMemoryJustSo() {
    memory.desc maps = SideBySide.layout(DIMS, F32);
    memory.desc volume = SideBySide.volume(maps);
    memory.desc channelsLast = SideBySide.channelsLast(maps);
    assertThat(strides(volume)).containsExactly(120, 1, 30, 6, 3);
    assertThat(strides(channelsLast)).containsExactly(30, 1, 6, 3);
    assertThat(strides(maps)).containsExactly(3, 1, 30, 6);
  }

  private static long[] strides(memory.desc layout) {
    long[] strides = new long[layout.get_ndims()];
    layout.get_strides().get(strides);
    return strides;
  }

  @Test
  void isToldFromUsualLayouts() {
    assertThat(SideBySide.is(SideBySide.layout(DIMS, F32))).isTrue();
    assertThat(SideBySide.is(SideBySide.layout(DIMS, memory.data_type.bf16))).isTrue();
    assertThat(SideBySide.is(Dims.channelsLast(DIMS, F32))).isFalse();
    assertThat(SideBySide.is(Dims.plain(DIMS, F32))).isFalse();
    assertThat(SideBySide.is(Dims.plain(new long[] {2, 3}, F32))).isFalse();
    long[] pixels = {2, 3, 1, 1};
    assertThat(SideBySide.is(Dims.channelsLast(pixels, F32))).isFalse();
    long[] single = {1, 3, 4, 5};
    assertThat(SideBySide.is(Dims.channelsLast(single, F32))).isFalse();
  }
}
