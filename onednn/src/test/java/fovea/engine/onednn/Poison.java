package fovea.engine.onednn;

import fovea.engine.Program;
import fovea.engine.onednn.plan.Sharding;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** Fills what the kernels of a program are about to write with NaN. */
public final class Poison {

  private static final int NAN_BYTE = 0xff; // of 32-bit floats and of bfloat16

  private static final Library LIBRARY = Library.load(Sharding.USUAL, 2);

  private Poison() {}

  /** Poisons a program for good. */
  public static void into(Program program) {
    Object passes = read(program, "passes");
    boolean trains = program.mode().trains();
    for (String pass : new String[] {"preparation", "forward", "backward"}) {
      for (Segment segment : (Segment[]) read(passes, pass)) {
        for (Instruction[] instructions : segment.shards()) {
          poison(instructions, trains);
        }
      }
    }
  }

  private static void poison(Instruction[] instructions, boolean trains) {
    for (int i = 0; i < instructions.length; i++) {
      if (instructions[i] instanceof PrimitiveCall call) {
        instructions[i] = new Poisoned(call, trains);
      }
    }
  }

  private static Object read(Object owner, String name) {
    try {
      Field field = owner.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Poisoned(PrimitiveCall call, boolean trains) implements Instruction {

    @Override
    public String layer() {
      return call.layer();
    }

    @Override
    public String pass() {
      return call.pass();
    }

    @Override
    public String implementation() {
      return call.implementation();
    }

    @Override
    public void run(long key) {
      poison();
      call.run(key);
    }

    private void poison() {
      dnnl_exec_arg_t arguments = (dnnl_exec_arg_t) read(call, "arguments");
      int count = (int) read(call, "count");
      Set<Integer> kinds = new HashSet<>();
      Set<Long> inputs = new HashSet<>();
      for (int i = 0; i < count; i++) {
        kinds.add(new dnnl_exec_arg_t(arguments).position(i).arg());
      }
      boolean backward = kinds.contains(dnnl.DNNL_ARG_DIFF_DST);
      for (int i = 0; i < count; i++) {
        dnnl_exec_arg_t argument = new dnnl_exec_arg_t(arguments).position(i);
        if (!isResult(argument.arg(), backward)) {
          inputs.add(address(argument.memory()));
        }
      }
      if (accumulates()) {
        return;
      }
      for (int i = 0; i < count; i++) {
        dnnl_exec_arg_t argument = new dnnl_exec_arg_t(arguments).position(i);
        if (isResult(argument.arg(), backward) && !inputs.contains(address(argument.memory()))) {
          fill(argument.memory(), argument.arg());
        }
      }
    }

    private boolean isResult(int argument, boolean backward) {
      if (argument == dnnl.DNNL_ARG_SCRATCHPAD) {
        return true;
      }
      if (backward) {
        return argument == dnnl.DNNL_ARG_DIFF_SRC
            || argument == dnnl.DNNL_ARG_DIFF_WEIGHTS
            || argument == dnnl.DNNL_ARG_DIFF_BIAS
            || argument == dnnl.DNNL_ARG_DIFF_SCALE
            || argument == dnnl.DNNL_ARG_DIFF_SHIFT;
      }
      boolean statistics = argument == dnnl.DNNL_ARG_MEAN || argument == dnnl.DNNL_ARG_VARIANCE;
      return argument == dnnl.DNNL_ARG_DST
          || argument == dnnl.DNNL_ARG_WORKSPACE
          || (statistics && trains && !usesGivenStatistics());
    }

    private boolean usesGivenStatistics() {
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      check(dnnl.dnnl_primitive_get_primitive_desc((dnnl_primitive) read(call, "primitive"), desc));
      IntPointer flags = new IntPointer(1);
      check(dnnl.dnnl_primitive_desc_query(desc, dnnl.dnnl_query_flags, 0, flags));
      return (flags.get() & dnnl.dnnl_use_global_stats) != 0;
    }

    /** Whether results are added to what is there. */
    private boolean accumulates() {
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      dnnl_primitive_attr attributes = new dnnl_primitive_attr();
      dnnl_post_ops operations = new dnnl_post_ops();
      check(dnnl.dnnl_primitive_get_primitive_desc((dnnl_primitive) read(call, "primitive"), desc));
      check(dnnl.dnnl_primitive_desc_get_attr(desc, attributes));
      check(dnnl.dnnl_primitive_attr_get_post_ops(attributes, operations));
      for (int i = 0; i < dnnl.dnnl_post_ops_len(operations); i++) {
        if (dnnl.dnnl_post_ops_get_kind(operations, i) == dnnl.dnnl_sum) {
          return true;
        }
      }
      return false;
    }

    private static long address(dnnl_memory handle) {
      Pointer data = new Pointer();
      check(dnnl.dnnl_memory_get_data_handle(handle, data));
      return data.address();
    }

    private static void fill(dnnl_memory handle, int argument) {
      memory whole = new memory(handle, true);
      memory.desc layout = whole.get_desc();
      boolean bytes = argument == dnnl.DNNL_ARG_SCRATCHPAD || argument == dnnl.DNNL_ARG_WORKSPACE;
      if (bytes) {
        Pointer.memset(whole.get_data_handle(), NAN_BYTE, layout.get_size());
        return;
      }
      // Only the elements of the layout: what lies between them may belong to other tensors.
      memory.desc plain = rowMajor(Dims.of(layout));
      FloatPointer values = new FloatPointer(plain.get_size() / Float.BYTES);
      Pointer.memset(values, NAN_BYTE, plain.get_size());
      memory from = new memory(plain, LIBRARY.cpu(), values);
      new reorder(from, whole).execute(LIBRARY.stream(), from, whole);
      LIBRARY.stream()._wait();
    }

    private static memory.desc rowMajor(long[] dims) {
      long[] strides = new long[dims.length];
      long stride = 1;
      for (int i = dims.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= dims[i];
      }
      return new memory.desc(dims, memory.data_type.f32, strides);
    }

    private static void check(int status) {
      if (status != dnnl.dnnl_success) {
        throw new IllegalStateException("status " + status);
      }
    }
  }
}
