package fovea.engine.onednn;

import fovea.engine.EngineShutdown;
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
 * Compiles a network to the instructions of one program. Stages allocate tensors, convert layouts
 * and emit kernels through it.
 */
final class Compiler {

  private final Library library;
  private final Parameters parameters;
  private final stream order;
  private final int batch;
  private final memory.data_type type;
  private final Mode mode;
  private final BlockPool pool;
  private final ProgramBuffer input;
  private final ProgramBuffer output;
  private final Optional<ProgramBuffer> outputGradient;
  private final Optional<ProgramBuffer> inputGradient;
  private final List<memory> scratchpads = new ArrayList<>();
  private final List<Instruction> preparation = new ArrayList<>();
  private final List<Instruction> forward = new ArrayList<>();
  private final List<Instruction> backward = new ArrayList<>();
  private Arena arena;
  private List<Instruction> pass = forward;
  private boolean immediate;
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
    outputGradient = mode.hasBackward() ? Optional.of(end(results)) : Optional.empty();
    inputGradient = mode.hasInputGradient() ? Optional.of(end(images)) : Optional.empty();
  }

  /**
   * Compiles a program.
   *
   * @param arena owns the program's native objects; closed with the program, or if this throws
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
                      Dims.rowMajor(Dims.of(batch, input), memory.data_type.f32),
                      Dims.rowMajor(Dims.of(batch, network.output(input)), memory.data_type.f32))
                  .lower(network, input));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    } finally {
      parameters.endOfLayer(); // also after a failure in the middle of a layer
    }
  }

  private Program lower(Network network, Shape shape) {
    retain(input.tensor());
    Stage stage = SequentialStage.lower(this, "", network.layers(), shape, input.tensor(), true);
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

  private static FloatBuffer floats(Optional<ProgramBuffer> end) {
    return end.map(ProgramBuffer::floats).orElseGet(() -> FloatBuffer.allocate(0));
  }

  private void lowerBackward(Stage stage, Tensor gradient) {
    pass = backward;
    retain(gradient);
    Optional<Tensor> before = stage.backward(gradient, mode.hasInputGradient());
    inputGradient.ifPresent(
        result -> copy("input", "reorder", before.orElseThrow(), result.tensor()));
  }

  /** A buffer between a program and its caller, which may outlive the program. */
  private ProgramBuffer end(memory.desc layout) {
    int alignment = Math.toIntExact(Arena.aligned(1));
    int bytes = Math.toIntExact(Arena.aligned(layout.get_size()));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(bytes + alignment)
            .alignedSlice(alignment)
            .limit(Math.toIntExact(layout.get_size()))
            .slice()
            .order(ByteOrder.nativeOrder());
    Block block = new Block(arena.keep(new BytePointer(buffer)));
    return new ProgramBuffer(wrap(layout, block), buffer.asFloatBuffer());
  }

  /** The program's output, into which the last stage writes directly if its layout allows it. */
  Tensor output() {
    return output.tensor();
  }

  Library library() {
    return library;
  }

  int batch() {
    return batch;
  }

  /** The data type of activations. */
  memory.data_type type() {
    return type;
  }

  /** The mode of the program. */
  Mode mode() {
    return mode;
  }

  /** Numbers the dropout layers, from 0. */
  int nextDropout() {
    return dropouts++;
  }

  /** A parameter. If this is the first program to request it, it may take this layout. */
  MasterParameter parameter(String name, long[] dims, memory.desc layout) {
    return parameters.get(this, name, Dims.rowMajor(dims, memory.data_type.f32), layout);
  }

  /** A parameter with one value per channel. */
  MasterParameter parameter(String name, int channels) {
    long[] dims = {channels};
    return parameter(name, dims, Dims.rowMajor(dims, memory.data_type.f32));
  }

  /**
   * A tensor that is computed from parameters alone.
   *
   * @param name its name; name and layout together determine its values
   * @param fill emits the instructions that compute it; not called if the tensor exists already
   */
  Tensor prepared(String name, memory.desc layout, Consumer<Tensor> fill) {
    return parameters.prepared(this, name, layout, fill);
  }

  /** Whether the parameters never change. */
  boolean fixed() {
    return parameters.fixed();
  }

  /** Called after each layer has been compiled. */
  void endOfLayer() {
    parameters.endOfLayer();
  }

  /**
   * Executes the instructions that some work emits at once, instead of adding them to the program.
   *
   * @param owner owns all native objects that the work creates
   */
  void runImmediately(Arena owner, Runnable work) {
    Arena arenaBefore = arena;
    List<Instruction> passBefore = pass;
    boolean before = immediate;
    arena = owner;
    pass = preparation;
    immediate = true;
    try {
      work.run();
    } finally {
      arena = arenaBefore;
      pass = passBefore;
      immediate = before;
    }
  }

  /**
   * A new, uninitialised tensor, to be returned with {@link #release}. In the forward pass of a
   * program with a backward pass, and in preparation, its memory is not reused even so.
   */
  Tensor tensor(memory.desc layout) {
    return pass == preparation || (pass == forward && mode.hasBackward())
        ? persistent(layout)
        : temporary(layout);
  }

  /**
   * A new, uninitialised tensor that only this pass reads, to be returned with {@link #release}.
   * Not for preparation.
   */
  Tensor temporary(memory.desc layout) {
    return wrap(layout, pool.take(layout.get_size()));
  }

  /** A new tensor whose memory is never reused. */
  private Tensor persistent(memory.desc layout) {
    return wrap(layout, new Block(arena.allocate(layout.get_size())));
  }

  /**
   * Emits what depends on parameters alone. In an evaluation program these instructions run before
   * the forward pass, and not again once the parameters are frozen, so their tensors are
   * persistent.
   */
  <T> T prepare(Supplier<T> work) {
    if (mode != Mode.EVALUATION) {
      return work.get();
    }
    List<Instruction> interrupted = pass;
    pass = preparation;
    try {
      return work.get();
    } finally {
      pass = interrupted;
    }
  }

  /** The same memory in another layout; both tensors count as its users. */
  Tensor view(Tensor tensor, memory.desc layout) {
    tensor.block().retain();
    return wrap(layout, tensor.block());
  }

  /**
   * A slice of a tensor that must outlive it.
   *
   * @param offset the start in bytes
   */
  Tensor part(Tensor tensor, memory.desc layout, long offset) {
    return wrap(layout, new Block(arena.part(tensor.block().pointer(), offset, layout.get_size())));
  }

  /** A constant tensor; in bfloat16 the low 16 bits of each value are truncated. */
  Tensor constant(memory.desc layout, float[] values) {
    Tensor tensor = persistent(layout);
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

  private Tensor wrap(memory.desc layout, Block block) {
    if (immediate) {
      arena.keep(layout); // the tensor outlives the work that creates it
    }
    return new Tensor(
        layout, arena.keep(new memory(layout, library.cpu(), block.pointer())), block);
  }

  void retain(Tensor tensor) {
    tensor.block().retain();
  }

  /** Returns a tensor; the memory of a persistent one is not reused even so. */
  void release(Tensor tensor) {
    tensor.block().release();
  }

  /** The tensor itself if it has the layout, otherwise a reordered copy. */
  Tensor convert(String layer, String what, Tensor tensor, memory.desc layout) {
    if (tensor.layout().equals(layout)) {
      return tensor;
    }
    Tensor converted = tensor(layout);
    copy(layer, what, tensor, converted);
    return converted;
  }

  /** Like {@link #convert}, but releases the original if it was copied. */
  Tensor convertAndRelease(String layer, Tensor tensor, memory.desc layout) {
    Tensor converted = convert(layer, "reorder", tensor, layout);
    if (converted != tensor) {
      release(tensor);
    }
    return converted;
  }

  /** Copies a tensor; does nothing if both are the same. */
  void copy(String layer, String what, Tensor from, Tensor to) {
    if (from != to) {
      copy(layer, what, from, to, attributes(), new Arguments());
    }
  }

  /**
   * Copies a tensor, multiplying each slice by its own factor.
   *
   * @param factors one per slice
   * @param dimensions the number of leading dimensions that index the slices
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

  /**
   * Attributes common to all primitives: a caller-provided scratchpad, so that any thread may
   * execute them.
   */
  primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return attributes;
  }

  /** Emits a primitive into the current pass. */
  void emit(String layer, String what, Primitive primitive, Arguments arguments) {
    emit(layer, what, primitive.implementation(), primitive, arguments);
  }

  /** Emits a primitive under another name than the library's. */
  void emit(
      String layer, String what, String implementation, Primitive primitive, Arguments arguments) {
    memory.desc scratchpad = primitive.desc().scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad(scratchpad));
    }
    emit(
        new PrimitiveCall(
            layer,
            what,
            implementation,
            order.get(),
            arena.keep(primitive.handle()).get(),
            arguments.handles().size(),
            nativeArguments(arguments.handles())));
  }

  /** Emits an instruction into the current pass. */
  void emit(Instruction step) {
    EngineShutdown.blockIfStopped();
    if (immediate) {
      step.run(0);
    } else {
      pass.add(step);
    }
  }

  private memory scratchpad(memory.desc layout) {
    if (immediate) {
      return persistent(layout).handle();
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
