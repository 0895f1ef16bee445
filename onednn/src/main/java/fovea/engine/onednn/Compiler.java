package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Lowers a network to the steps of one program. Stages ask it for tensors, for conversions between
 * layouts, and to emit kernels into the pass that is being lowered.
 */
final class Compiler {

  private final Library library;
  private final Parameters parameters;
  private final stream order;
  private final int batch;
  private final memory.data_type type;
  private final Mode mode;
  private final BlockPool pool;
  private final End input;
  private final End output;
  private final Optional<End> outputGradient;
  private final Optional<End> inputGradient;
  private final List<memory> scratchpads = new ArrayList<>();
  private final List<Step> preparation = new ArrayList<>();
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private Arena arena;
  private List<Step> pass = forward;
  private boolean atOnce;
  private int dropouts;

  private Compiler(
      Library library,
      Parameters parameters,
      Arena arena,
      int batch,
      memory.data_type type,
      Mode mode,
      memory.desc images,
      memory.desc results) {
    this.library = library;
    this.parameters = parameters;
    this.arena = arena;
    this.batch = batch;
    this.type = type;
    this.mode = mode;
    pool = new BlockPool(arena);
    order = arena.keep(new stream(library.cpu()));
    input = end(images);
    output = end(results);
    outputGradient = mode.goesBackward() ? Optional.of(end(results)) : Optional.empty();
    inputGradient = mode.attributes() ? Optional.of(end(images)) : Optional.empty();
  }

  /**
   * Compiles a program.
   *
   * @param arena what it is made of; closed with the program, or if this throws
   * @throws IllegalArgumentException if a layer cannot take such a batch
   */
  static Program compile(
      Arena arena,
      Library library,
      Parameters parameters,
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Mode mode) {
    try {
      return Arena.freeingTemporaries(
          () ->
              new Compiler(
                      library,
                      parameters,
                      arena,
                      batch,
                      Library.type(precision),
                      mode,
                      Dims.plain(Dims.of(batch, input), memory.data_type.f32),
                      Dims.plain(Dims.of(batch, network.output(input)), memory.data_type.f32))
                  .lower(network, input));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    } finally {
      parameters.endOfLayer(); // also of one in whose middle the above failed
    }
  }

  private Program lower(Network network, Shape shape) {
    retain(input.tensor());
    Stage stage = Chain.lower(this, "", network.layers(), shape, input.tensor(), true);
    copy("output", "reorder", stage.output(), output.tensor());
    outputGradient.ifPresent(gradient -> lowerBackward(stage, gradient.tensor()));
    shareScratchpad();
    return new Program(
        mode,
        batch,
        input.floats(),
        output.floats(),
        floats(outputGradient),
        floats(inputGradient),
        new OneDnnPasses(arena, preparation, forward, backward));
  }

  private static FloatBuffer floats(Optional<End> end) {
    return end.map(End::floats).orElseGet(() -> FloatBuffer.allocate(0));
  }

  private void lowerBackward(Stage stage, Tensor gradient) {
    pass = backward;
    retain(gradient);
    Optional<Tensor> before = stage.backward(gradient, mode.attributes());
    inputGradient.ifPresent(
        result -> copy("input", "reorder", before.orElseThrow(), result.tensor()));
  }

  /** Numbers that pass between a program and its user; they outlive the program. */
  private End end(memory.desc layout) {
    int alignment = Math.toIntExact(Arena.aligned(1));
    int bytes = Math.toIntExact(Arena.aligned(layout.get_size()));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(bytes + alignment)
            .alignedSlice(alignment)
            .limit(Math.toIntExact(layout.get_size()))
            .slice()
            .order(ByteOrder.nativeOrder());
    Block block = new Block(arena.keep(new BytePointer(buffer)));
    return new End(over(layout, block), buffer.asFloatBuffer());
  }

  /** What the last stage computes, where it can choose: the program's output. */
  Tensor output() {
    return output.tensor();
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

  /** A parameter; if no program has asked for it before, it may get this layout. */
  Master parameter(String name, long[] dims, memory.desc layout) {
    return parameters.get(this, name, Dims.plain(dims, memory.data_type.f32), layout);
  }

  /** A parameter with one number a channel. */
  Master parameter(String name, int channels) {
    long[] dims = {channels};
    return parameter(name, dims, Dims.plain(dims, memory.data_type.f32));
  }

  /**
   * A tensor that depends on the parameters alone.
   *
   * @param name what it holds; together with the layout it says all that its values depend on
   * @param filling emits what fills it; it may not be called, if there is such a tensor already
   */
  Tensor prepared(String name, memory.desc layout, Consumer<Tensor> filling) {
    return parameters.prepared(this, name, layout, filling);
  }

  /** Whether the parameters never change. */
  boolean fixed() {
    return parameters.fixed();
  }

  /** Tells that a layer has been lowered. */
  void endOfLayer() {
    parameters.endOfLayer();
  }

  /**
   * Runs what some work emits instead of making it part of the program.
   *
   * @param owner of all that the work makes
   */
  void runAtOnce(Arena owner, Runnable work) {
    Arena arenaBefore = arena;
    List<Step> passBefore = pass;
    boolean before = atOnce;
    arena = owner;
    pass = preparation;
    atOnce = true;
    try {
      work.run();
    } finally {
      arena = arenaBefore;
      pass = passBefore;
      atOnce = before;
    }
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
   * What depends on the parameters alone. In an evaluation program its steps run before the forward
   * pass, and no more once the parameters are frozen: its tensors last.
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
    if (atOnce) {
      arena.keep(layout); // as the tensor is used after the work that made it
    }
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
      arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad(scratchpad));
    }
    emit(
        new Kernel(
            layer,
            what,
            implementation,
            order.get(),
            arena.keep(primitive.code()).get(),
            arguments.handles().size(),
            nativeArguments(arguments.handles())));
  }

  /** Emits a step into the pass that is being lowered. */
  void emit(Step step) {
    if (atOnce) {
      step.run(0);
    } else {
      pass.add(step);
    }
  }

  private memory scratchpad(memory.desc layout) {
    if (atOnce) {
      return lasting(layout).handle();
    }
    memory shared = arena.keep(new memory(layout, library.cpu(), (Pointer) null));
    scratchpads.add(shared);
    return shared;
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
