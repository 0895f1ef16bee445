package fovea.engine.onednn;

import fovea.engine.EngineShutdown;
import fovea.engine.Mode;
import fovea.engine.Passes;
import fovea.engine.Peers;
import fovea.engine.onednn.plan.Shards;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * Emits the instructions of a program: allocates tensors, converts layouts, and adds kernels to the
 * pass and the part of the batch that is being compiled.
 */
final class Emitter {

  /** How many bytes of gradients are worth that shards wait for each other. */
  private static final long WORTH_A_MEETING = 1 << 20;

  private final Library library;
  private final stream order;
  private final int batch;
  private final Threading threading;
  private final Shards shards;
  private final boolean early;
  private final Peers peers;
  private final memory.data_type type;
  private final Mode mode;
  private final Emission emission;
  private final List<Runnable> endings = new ArrayList<>();
  private final Map<Tensor, Tensor> sums = new LinkedHashMap<>();
  private long unfinished;
  private Arena arena;
  private List<Draft> pass;
  private Draft.Scope scope = Draft.Scope.BATCH;
  private int parts;
  private boolean immediate;
  private int dropouts;

  /**
   * @param arena owns the program's native objects
   * @param shards the parts of the batch
   * @param type the data type of activations
   * @param mode the mode of the program
   * @param exchange present if gradients are to become whole early in the backward pass, not all at
   *     its end: the processes over which training takes the statistics of batch normalisations
   */
  Emitter(
      Library library,
      Arena arena,
      Shards shards,
      memory.data_type type,
      Mode mode,
      Optional<Peers> exchange) {
    this.library = library;
    early = exchange.isPresent() && mode.trains();
    peers = exchange.orElse(Peers.NONE);
    this.arena = arena;
    this.shards = shards;
    parts = shards.count();
    batch = shards.count() * shards.images();
    this.type = type;
    this.mode = mode;
    threading = new Threading(library.pool(), !mode.trains() && !shards.divided());
    emission = new Emission(shards.count());
    pass = emission.forward();
    order = arena.keep(new stream(library.cpu()));
    threading.enter();
  }

  /** Begins the backward pass, with the whole batch. */
  void beginBackward() {
    pass = emission.backward();
    enter(Draft.Scope.BATCH);
  }

  /**
   * Lets gradients become whole if they are to be early, and are enough to be worth that shards
   * meet. To be called between layers.
   */
  void endLayerBackward() {
    if (early && unfinished >= WORTH_A_MEETING) {
      finishGradients();
      emission.pauseBackward();
    }
  }

  /** Emits what makes gradients whole: what waited for that, and the sums over the shards. */
  void finishGradients() {
    Draft.Scope before = scope;
    enter(Draft.Scope.SHARD);
    List.copyOf(endings).forEach(Runnable::run);
    endings.clear();
    sumGradients();
    enter(before);
    unfinished = 0;
  }

  private void sumGradients() {
    Map<Tensor, Tensor> due = new LinkedHashMap<>(sums);
    sums.clear();
    due.forEach(
        (gradient, total) -> {
          sum(gradient, total);
          unfinished -= total.layout().get_size();
        });
  }

  /**
   * The passes that have been emitted.
   *
   * @param gradients where they compute gradients, by the names of the parameters
   */
  Passes finish(Map<String, Tensor> gradients) {
    return emission.finish(arena, threading, mode.trains(), gradients);
  }

  /** A tensor between program and caller, or its shards. */
  Tensor inScope(Tensor end) {
    return scope == Draft.Scope.BATCH
        ? end
        : end.shards(Dims.withImages(end.layout(), shards.images()).orElseThrow());
  }

  /**
   * Continues with the whole batch or with its shards.
   *
   * @param tensor feature maps or vectors of the images in the current scope
   * @return the same in the next one
   */
  Tensor enter(Draft.Scope next, Tensor tensor) {
    if (shards.count() == 1 || next == scope) {
      return tensor;
    }
    Tensor connected = connectable(tensor);
    enter(next);
    memory.desc layout = Dims.withImages(connected.layout(), batch()).orElseThrow();
    return next == Draft.Scope.BATCH ? connected.batch(layout) : connected.shards(layout);
  }

  /** Continues with the whole batch or with its shards. */
  void enter(Draft.Scope next) {
    if (shards.divided()) {
      scope = next;
    }
  }

  /** A tensor whose images follow each other, so that it can be divided or put together. */
  private Tensor connectable(Tensor tensor) {
    boolean known = Dims.withImages(tensor.layout(), 1).isPresent();
    boolean aligned = tensor.layout().get_size() % Arena.aligned(1) == 0;
    boolean own = tensor.block().sharded() && !tensor.whole();
    if (known && (scope == Draft.Scope.BATCH || !own || (aligned && tensor.offset() == 0))) {
      return tensor;
    }
    long[] dims = Dims.of(tensor.layout());
    memory.data_type numbers = tensor.layout().get_data_type();
    memory.desc plain =
        dims.length == 4 ? Dims.channelsLast(dims, numbers) : Dims.rowMajor(dims, numbers);
    if (scope == Draft.Scope.BATCH) {
      return convert("batch", "reorder", tensor, plain);
    }
    memory.desc all = Dims.withImages(plain, batch).orElseThrow();
    Tensor parts = common(all).shards(plain);
    copy("batch", "reorder", tensor, parts);
    return parts;
  }

  /**
   * Where a stage computes a parameter's gradient, in the parameter's layout.
   *
   * @param total the gradient of the whole batch
   */
  Tensor gradient(Tensor total) {
    unfinished += total.layout().get_size();
    if (scope == Draft.Scope.BATCH) {
      return total;
    }
    Tensor own = tensor(total.layout());
    sums.put(own, total);
    return own;
  }

  /** Emits the sum of the shards' gradients; each thread sums a part of them. */
  private void sum(Tensor gradient, Tensor total) {
    GradientSum sum = new GradientSum(library, arena, order.get(), shards.count(), gradient, total);
    List<Tensor> uses = List.of(gradient, total);
    emit(new Draft(Draft.Scope.PART, shards.count(), uses, Optional.empty(), sum::part));
  }

  /** A buffer between a program and its caller, which may outlive the program. */
  ProgramBuffer end(memory.desc layout) {
    int alignment = Math.toIntExact(Arena.aligned(1));
    int bytes = Math.toIntExact(Arena.aligned(layout.get_size()));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(bytes + alignment)
            .alignedSlice(alignment)
            .limit(Math.toIntExact(layout.get_size()))
            .slice()
            .order(ByteOrder.nativeOrder());
    Block block = Block.at(arena.keep(new BytePointer(buffer)));
    return new ProgramBuffer(new Tensor(layout, block), buffer.asFloatBuffer());
  }

  Library library() {
    return library;
  }

  /** The part of the batch that is being compiled. */
  Draft.Scope scope() {
    return scope;
  }

  /** The number of images in it. */
  int batch() {
    return scope == Draft.Scope.BATCH ? batch : shards.images();
  }

  /** The parts that the batch is divided into. */
  Shards shards() {
    return shards;
  }

  /** The processes over which training takes the statistics of batch normalisations. */
  Peers peers() {
    return peers;
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

  /**
   * Executes the instructions that some work emits at once, instead of adding them to the program.
   *
   * @param owner owns all native objects that the work creates
   */
  void runImmediately(Arena owner, Runnable work) {
    Arena arenaBefore = arena;
    List<Draft> passBefore = pass;
    boolean before = immediate;
    arena = owner;
    pass = emission.preparation();
    immediate = true;
    try {
      work.run();
    } finally {
      arena = arenaBefore;
      pass = passBefore;
      immediate = before;
    }
  }

  /** A new, uninitialised tensor. */
  Tensor tensor(memory.desc layout) {
    return immediate
        ? existing(layout)
        : new Tensor(
            layout,
            Block.unplaced(
                Arena.aligned(Math.max(layout.get_size(), 1)), scope != Draft.Scope.BATCH));
  }

  /** A new, uninitialised tensor of the whole batch, whatever the scope. */
  Tensor common(memory.desc layout) {
    return new Tensor(layout, Block.unplaced(Arena.aligned(layout.get_size()), false));
  }

  /** A new tensor in memory of its own. */
  private Tensor existing(memory.desc layout) {
    arena.keep(layout); // the tensor may outlive the work that creates it
    return new Tensor(layout, Block.at(arena.allocate(layout.get_size())));
  }

  /**
   * Emits what depends on parameters alone. These instructions run before the forward pass; in
   * evaluation not again once the parameters are frozen.
   */
  <T> T prepare(Supplier<T> work) {
    List<Draft> passBefore = pass;
    Draft.Scope scopeBefore = scope;
    pass = emission.preparation();
    enter(Draft.Scope.BATCH);
    try {
      return work.get();
    } finally {
      pass = passBefore;
      enter(scopeBefore);
    }
  }

  /** A constant tensor; in bfloat16 the low 16 bits of each value are truncated. */
  Tensor constant(memory.desc layout, float[] values) {
    Tensor tensor = existing(layout);
    ByteBuffer bytes =
        tensor.start(0).capacity(layout.get_size()).asByteBuffer().order(ByteOrder.nativeOrder());
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

  /** A row of ones, to sum the rows of a matrix by a product. */
  Tensor ones(int count, memory.data_type type) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return constant(Dims.rowMajor(new long[] {1, count}, type), ones);
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

  /** Copies a tensor; does nothing if both are the same. */
  void copy(String layer, String what, Tensor from, Tensor to) {
    if (!from.equals(to)) {
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

  /** The same for a result that is added to what stands in its place. */
  primitive_attr addingAttributes() {
    post_ops sum = new post_ops();
    sum.append_sum();
    primitive_attr attributes = attributes();
    attributes.set_post_ops(sum);
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
      arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, tensor(scratchpad));
    }
    dnnl_primitive kernel = arena.keep(primitive.handle()).get();
    Map<Integer, Tensor> tensors = arguments.tensors();
    emit(
        new Draft(
            scope,
            parts,
            tensors.values(),
            arguments.overwriting(),
            shard ->
                new PrimitiveCall(
                    layer,
                    what,
                    implementation,
                    order.get(),
                    kernel,
                    tensors.size(),
                    nativeArguments(tensors, shard))));
  }

  /**
   * Emits an instruction into the current pass.
   *
   * @param uses the tensors that it reads or writes
   * @param instruction makes that of a shard once these are placed
   */
  void emit(List<Tensor> uses, IntFunction<Instruction> instruction) {
    emit(new Draft(scope, parts, uses, Optional.empty(), instruction));
  }

  /**
   * Emits an instruction that needs what all shards have computed until now, and that all of them
   * wait for.
   *
   * @param uses the tensors that it reads or writes
   * @param instruction makes it once these are placed
   */
  void once(List<Tensor> uses, Supplier<Instruction> instruction) {
    emit(new Draft(Draft.Scope.BATCH, 1, uses, Optional.empty(), shard -> instruction.get()));
    if (early && pass == emission.backward()) {
      sumGradients(); // the shards meet anyway
    }
  }

  /**
   * Emits instructions that need what all shards have computed until now.
   *
   * @param parts how many parts they work on, at most one per shard
   */
  void meet(int parts, Runnable work) {
    Draft.Scope before = scope;
    scope = Draft.Scope.PART;
    this.parts = parts;
    try {
      work.run();
    } finally {
      scope = before;
      this.parts = shards.count();
    }
  }

  /**
   * Emits instructions when gradients become whole, for which the shards meet.
   *
   * @param gradient what they compute
   */
  void whenShardsMeet(Tensor gradient, Runnable work) {
    unfinished += gradient.layout().get_size();
    endings.add(work);
  }

  private void emit(Draft draft) {
    EngineShutdown.blockIfStopped();
    if (immediate) {
      draft.instruction().apply(0).run(0);
    } else {
      pass.add(draft);
    }
  }

  private dnnl_exec_arg_t nativeArguments(Map<Integer, Tensor> tensors, int shard) {
    dnnl_exec_arg_t array = arena.keep(new dnnl_exec_arg_t(tensors.size()));
    tensors.forEach(
        (argument, tensor) -> {
          array.arg(argument).memory(arena.keep(tensor.handle(library.cpu(), shard)).get());
          array.position(array.position() + 1);
        });
    return array.position(0);
  }
}
