package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.onednn.plan.Sharding;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

class HwncLayoutTest {

  private static final memory.data_type F32 = memory.data_type.f32;
  private static final long[] DIMS = {2, 3, 4, 5};

  @Test
  void rowsAreOutermostThenColumnsImagesAndChannels() {
    FloatBuffer numbers = reordered(HwncLayout.layout(DIMS, F32));
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
    Library library = Library.load(Sharding.USUAL, 2);
    memory from = new memory(Dims.rowMajor(DIMS, F32), library.cpu(), counted);
    memory to = new memory(layout, library.cpu(), result);
    new reorder(from, to).execute(library.stream(), from, to);
    library.stream()._wait();
    return result.asBuffer();
  }

  @Test
  void otherMapsLieInMemoryJustSo() {
    memory.desc maps = HwncLayout.layout(DIMS, F32);
    memory.desc volume = HwncLayout.volume(maps);
    memory.desc channelsLast = HwncLayout.channelsLast(maps);
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
    assertThat(HwncLayout.matches(HwncLayout.layout(DIMS, F32))).isTrue();
    assertThat(HwncLayout.matches(HwncLayout.layout(DIMS, memory.data_type.bf16))).isTrue();
    assertThat(HwncLayout.matches(Dims.channelsLast(DIMS, F32))).isFalse();
    assertThat(HwncLayout.matches(Dims.rowMajor(DIMS, F32))).isFalse();
    assertThat(HwncLayout.matches(Dims.rowMajor(new long[] {2, 3}, F32))).isFalse();
    long[] pixels = {2, 3, 1, 1};
    assertThat(HwncLayout.matches(Dims.channelsLast(pixels, F32))).isFalse();
    long[] single = {1, 3, 4, 5};
    assertThat(HwncLayout.matches(Dims.channelsLast(single, F32))).isFalse();
  }
}
