package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Precision;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/**
 * Lowers a network to the steps of one program. Stages ask it for tensors, for conversions between
 * layouts, and to emit kernels into the pass that is being lowered.
 */
final class Compiler {

  private final Library library;
  private final Arena arena;
  private final Variables variables;
  private final int batch;
  private final memory.data_type type;
  private final Mode mode;
  private final BlockPool pool;
  private final List<memory> scratchpads = new ArrayList<>();
  private final List<Step> preparation = new ArrayList<>();
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private List<Step> pass = forward;
  private int dropouts;

  private Compiler(
      Library library,
      Arena arena,
      Variables variables,
      int batch,
      memory.data_type type,
      Mode mode) {
    this.library = library;
    this.arena = arena;
    this.variables = variables;
    this.batch = batch;
    this.type = type;
    this.mode = mode;
    this.pool = new BlockPool(arena);
  }

  static OneDnnProgram compile(
      Library library,
      Arena arena,
      Variables variables,
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Mode mode) {
    return Arena.freeingTemporaries(
        () ->
            new Compiler(library, arena, variables, batch, Library.type(precision), mode)
                .lower(network, input));
  }

  private OneDnnProgram lower(Network network, Shape input) {
    Tensor images = tensor(Dims.plain(Dims.of(batch, input), memory.data_type.f32));
    retain(images);
    Stage stage = Chain.lower(this, "", network.layers(), input, images, true);
    memory.desc results = Dims.plain(Dims.of(batch, network.output(input)), memory.data_type.f32);
    Tensor output = convert("output", "reorder", stage.output(), results);
    FloatBuffer outputGradient = FloatBuffer.allocate(0);
    FloatBuffer inputGradient = FloatBuffer.allocate(0);
    if (mode.goesBackward()) {
      pass = backward;
      Tensor gradient = lasting(results);
      retain(gradient);
      outputGradient = gradient.floats();
      Optional<Tensor> before = stage.backward(gradient, mode.attributes());
      if (before.isPresent()) {
        Tensor result = lasting(images.layout());
        copy("input", "reorder", before.get(), result);
        inputGradient = result.floats();
      }
    }
    shareScratchpad();
    return new OneDnnProgram(
        mode,
        batch,
        images.floats(),
        output.floats(),
        outputGradient,
        inputGradient,
        preparation,
        forward,
        backward);
  }

  Library library() {
    return library;
  }

  int batch() {
    return batch;
  }

  /** The type of activations. */
  memory.data_type type() {
    return type;
  }

  /** What the program is for. */
  Mode mode() {
    return mode;
  }

  /** The number of the next dropout layer. */
  int nextDropout() {
    return dropouts++;
  }

  /** A variable; it gets this layout if no program has asked for it before. */
  OneDnnVariable variable(String name, long[] dims, memory.desc layout) {
    return variables.get(name, Dims.plain(dims, memory.data_type.f32), layout);
  }

  /** A variable with one number a channel. */
  OneDnnVariable variable(String name, int channels) {
    long[] dims = {channels};
    return variable(name, dims, Dims.plain(dims, memory.data_type.f32));
  }

  /**
   * A new tensor whose content is not defined, to be given back by {@link #release}. In the forward
   * pass of a program that goes backward and in preparation it lasts all the same.
   */
  Tensor tensor(memory.desc layout) {
    return pass == preparation || (pass == forward && mode.goesBackward())
        ? lasting(layout)
        : temporary(layout);
  }

  /**
   * A new tensor that no other pass reads, to be given back by {@link #release} in this one. It is
   * not for preparation.
   */
  Tensor temporary(memory.desc layout) {
    return over(layout, pool.take(layout.get_size()));
  }

  /** A new tensor whose memory serves nothing else. */
  private Tensor lasting(memory.desc layout) {
    return over(layout, new Block(arena.allocate(layout.get_size())));
  }

  /**
   * What depends on the variables alone. In an evaluation program its steps run before the forward
   * pass, and no more once the variables are frozen: its tensors last.
   */
  <T> T prepare(Supplier<T> work) {
    if (mode != Mode.EVALUATION) {
      return work.get();
    }
    List<Step> interrupted = pass;
    pass = preparation;
    try {
      return work.get();
    } finally {
      pass = interrupted;
    }
  }

  /** The same bytes in another layout; both tensors hold them. */
  Tensor view(Tensor tensor, memory.desc layout) {
    tensor.block().retain();
    return over(layout, tensor.block());
  }

  /**
   * A part of a tensor, which has to outlive it.
   *
   * @param offset where it begins, in bytes
   */
  Tensor part(Tensor tensor, memory.desc layout, long offset) {
    return over(layout, new Block(arena.part(tensor.block().pointer(), offset, layout.get_size())));
  }

  /** Numbers that never change; in bfloat16 their last 16 bits are dropped. */
  Tensor constant(memory.desc layout, float[] values) {
    Tensor tensor = lasting(layout);
    ByteBuffer bytes = tensor.block().pointer().asByteBuffer().order(ByteOrder.nativeOrder());
    boolean half = layout.get_data_type().intern() == memory.data_type.bf16;
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      if (half) {
        bytes.putShort((short) (bits >>> Short.SIZE));
      } else {
        bytes.putInt(bits);
      }
    }
    return tensor;
  }

  private Tensor over(memory.desc layout, Block block) {
    return new Tensor(
        layout, arena.keep(new memory(layout, library.cpu(), block.pointer())), block);
  }

  void retain(Tensor tensor) {
    tensor.block().retain();
  }

  /** Gives a tensor back; the memory of one that lasts serves nothing else even so. */
  void release(Tensor tensor) {
    tensor.block().release();
  }

  /** The tensor itself if it has that layout, otherwise a copy that a reorder makes. */
  Tensor convert(String layer, String what, Tensor tensor, memory.desc layout) {
    if (tensor.layout().equals(layout)) {
      return tensor;
    }
    Tensor converted = tensor(layout);
    copy(layer, what, tensor, converted);
    return converted;
  }

  /** Like {@link #convert}, giving the original back if it was copied. */
  Tensor move(String layer, Tensor tensor, memory.desc layout) {
    Tensor converted = convert(layer, "reorder", tensor, layout);
    if (converted != tensor) {
      release(tensor);
    }
    return converted;
  }

  /** Copies a tensor, nothing if both are the same. */
  void copy(String layer, String what, Tensor from, Tensor to) {
    if (from != to) {
      copy(layer, what, from, to, attributes(), new Arguments());
    }
  }

  /**
   * Copies a tensor, each slice times a factor of its own.
   *
   * @param factors as many as there are slices
   * @param dimensions how many leading dimensions the slices are counted by
   */
  void scale(String layer, String what, Tensor from, Tensor to, Tensor factors, int dimensions) {
    primitive_attr attributes = attributes();
    attributes.set_scales_mask(dnnl.DNNL_ARG_FROM, (1 << dimensions) - 1);
    Arguments arguments =
        new Arguments().with(dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_FROM, factors);
    copy(layer, what, from, to, attributes, arguments);
  }

  private void copy(
      String layer,
      String what,
      Tensor from,
      Tensor to,
      primitive_attr attributes,
      Arguments arguments) {
    reorder.primitive_desc desc =
        new reorder.primitive_desc(
            library.cpu(), from.layout(), library.cpu(), to.layout(), attributes, false);
    emit(
        layer,
        what,
        new Primitive(desc, new reorder(desc)),
        arguments.with(dnnl.DNNL_ARG_FROM, from).with(dnnl.DNNL_ARG_TO, to));
  }

  /** Attributes of every primitive: its scratchpad is ours, so that any thread may execute it. */
  primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return attributes;
  }

  /** Emits a kernel into the pass that is being lowered. */
  void emit(String layer, String what, Primitive primitive, Arguments arguments) {
    emit(layer, what, primitive.implementation(), primitive, arguments);
  }

  /** The same under another name than the library's. */
  void emit(
      String layer, String what, String implementation, Primitive primitive, Arguments arguments) {
    memory.desc scratchpad = primitive.desc().scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      memory shared = arena.keep(new memory(scratchpad, library.cpu(), (Pointer) null));
      scratchpads.add(shared);
      arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, shared);
    }
    emit(
        new Kernel(
            layer,
            what,
            implementation,
            library.stream().get(),
            arena.keep(primitive.code()).get(),
            arguments.handles().size(),
            nativeArguments(arguments.handles())));
  }

  /** Emits a step into the pass that is being lowered. */
  void emit(Step step) {
    pass.add(step);
  }

  private dnnl_exec_arg_t nativeArguments(Map<Integer, memory> memories) {
    dnnl_exec_arg_t array = arena.keep(new dnnl_exec_arg_t(memories.size()));
    memories.forEach(
        (argument, handle) -> {
          array.arg(argument).memory(handle.get());
          array.position(array.position() + 1);
        });
    return array.position(0);
  }

  private void shareScratchpad() {
    long bytes = scratchpads.stream().mapToLong(each -> each.get_desc().get_size()).max().orElse(0);
    if (bytes > 0) {
      Pointer shared = arena.allocate(bytes);
      scratchpads.forEach(each -> each.set_data_handle(shared));
    }
  }
}
