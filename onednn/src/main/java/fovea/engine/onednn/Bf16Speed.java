package fovea.engine.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/**
 * Measures whether this processor multiplies matrices faster in bf16 than in f32. The instruction
 * set alone does not tell: without matrix units, some processors multiply bf16 at half the rate of
 * f32.
 */
final class Bf16Speed {

  /** Rows and columns of the matrices: large enough for full speed, and a millisecond or two. */
  private static final int SIZE = 512;

  private static final int WARM_UPS = 3;
  private static final int REPETITIONS = 9;

  /** From this speed-up on bf16 pays, as conversions between the types take time too. */
  private static final double WORTHWHILE = 1.2;

  private Bf16Speed() {}

  /**
   * Whether bf16 is enough faster to train in; takes some 20 milliseconds. The fastest products are
   * compared, since others may have been disturbed by other processes.
   */
  static boolean isFast(Library library) {
    return Arena.freeingTemporaries(
        () -> {
          Runnable f32 = product(library, memory.data_type.f32);
          Runnable bf16 = product(library, memory.data_type.bf16);
          for (int i = 0; i < WARM_UPS; i++) {
            f32.run();
            bf16.run();
          }
          long fastestF32 = Long.MAX_VALUE;
          long fastestBf16 = Long.MAX_VALUE;
          for (int i = 0; i < REPETITIONS; i++) {
            fastestF32 = Math.min(fastestF32, nanos(f32));
            fastestBf16 = Math.min(fastestBf16, nanos(bf16));
          }
          return fastestF32 >= WORTHWHILE * fastestBf16;
        });
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  private static Runnable product(Library library, memory.data_type type) {
    memory.desc layout = Dims.rowMajor(new long[] {SIZE, SIZE}, type);
    memory.desc anyLayout = Dims.any(new long[] {SIZE, SIZE}, type);
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            library.cpu(), layout, anyLayout, layout, new primitive_attr(), false);
    IntMemoryMap arguments = new IntMemoryMap();
    arguments.put(dnnl.DNNL_ARG_SRC, zeros(library, layout));
    arguments.put(dnnl.DNNL_ARG_WEIGHTS, zeros(library, desc.weights_desc()));
    arguments.put(dnnl.DNNL_ARG_DST, zeros(library, layout));
    matmul product = new matmul(desc);
    return () -> {
      product.execute(library.stream(), arguments);
      library.stream()._wait();
    };
  }

  private static memory zeros(Library library, memory.desc layout) {
    memory zeros = new memory(layout, library.cpu());
    Pointer.memset(zeros.get_data_handle(), 0, layout.get_size());
    return zeros;
  }
}
