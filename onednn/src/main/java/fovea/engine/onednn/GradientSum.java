package fovea.engine.onednn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.sum;
import org.bytedeco.javacpp.BytePointer;

/**
 * The sum of the gradients that the shards have computed of a parameter, in the order of the
 * shards. It is divided into as many parts as there are shards.
 */
final class GradientSum {

  private static final String ALL = "all";
  private static final String PASS = "sum gradients";
  private static final int PART_ALIGNMENT = 16;

  private final Library library;
  private final Arena arena;
  private final dnnl_stream order;
  private final int shards;
  private final Tensor gradient;
  private final Tensor total;
  private final Map<Integer, Kernel> kernels = new HashMap<>();

  private record Kernel(memory.desc layout, String implementation, dnnl_primitive primitive) {}

  /**
   * @param arena owns the native objects
   * @param gradient those of the shards
   * @param total receives the sum, in the same layout
   */
  GradientSum(
      Library library, Arena arena, dnnl_stream order, int shards, Tensor gradient, Tensor total) {
    this.library = library;
    this.arena = arena;
    this.order = order;
    this.shards = shards;
    this.gradient = gradient;
    this.total = total;
  }

  /** The instruction that sums one of the parts; only once the tensors are placed. */
  Instruction part(int part) {
    long start = start(part);
    int elements = Math.toIntExact(start(part + 1) - start);
    if (elements == 0) {
      return new Idle(ALL, PASS);
    }
    Kernel kernel = kernels.computeIfAbsent(elements, this::kernel);
    dnnl_exec_arg_t arguments = arena.keep(new dnnl_exec_arg_t(shards + 1));
    for (int shard = 0; shard < shards; shard++) {
      add(arguments, dnnl.DNNL_ARG_MULTIPLE_SRC + shard, kernel, gradient.start(shard), start);
    }
    add(arguments, dnnl.DNNL_ARG_DST, kernel, total.start(0), start);
    return new PrimitiveCall(
        ALL,
        PASS,
        kernel.implementation,
        order,
        kernel.primitive,
        shards + 1,
        arguments.position(0));
  }

  private void add(
      dnnl_exec_arg_t arguments, int argument, Kernel kernel, BytePointer memory, long start) {
    BytePointer place = memory.getPointer(BytePointer.class, start * Float.BYTES);
    arguments.arg(argument);
    arguments.memory(arena.keep(new memory(kernel.layout, library.cpu(), place)).get());
    arguments.position(arguments.position() + 1);
  }

  private long start(int part) {
    long elements = total.layout().get_size() / Float.BYTES;
    return part == shards ? elements : elements * part / shards / PART_ALIGNMENT * PART_ALIGNMENT;
  }

  private Kernel kernel(int elements) {
    memory.desc layout = Dims.rowMajor(new long[] {elements}, memory.data_type.f32);
    memory.desc[] layouts = new memory.desc[shards];
    Arrays.fill(layouts, layout);
    float[] ones = new float[shards];
    Arrays.fill(ones, 1);
    sum.primitive_desc desc =
        new sum.primitive_desc(library.cpu(), layout, ones, new memory_desc_vector(layouts));
    sum primitive = arena.keep(new sum(desc));
    return new Kernel(layout, desc.impl_info_str().getString(), primitive.get());
  }
}
