package fovea.engine.onednn;

import fovea.engine.ParameterSource;
import fovea.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Parameters that never change. The tensors that kernels need are computed once, on first request,
 * and shared by all programs. Nothing else is kept in memory: if a program needs values in another
 * layout, they are read again from their source.
 */
final class FixedParameters implements Parameters {

  /** The approximate number of bytes read at a time. */
  private static final long CHUNK = 1L << 20;

  /** The largest block of outputs in oneDNN's weight layouts; smaller ones divide it. */
  private static final long BLOCK = 64;

  private final Library library;
  private final ParameterSource source;
  private final Map<String, Parameter> parameters;
  private final List<Arena> arenas = new ArrayList<>();
  private final Arena layer = new Arena();
  private final Map<String, List<Tensor>> prepared = new HashMap<>();

  /**
   * @param source where values are read from; closed with the parameters
   */
  FixedParameters(Library library, List<Parameter> parameters, ParameterSource source) {
    this.library = library;
    this.source = source;
    this.parameters =
        parameters.stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
  }

  @Override
  public MasterParameter get(Emitter emitter, String name, memory.desc plain, memory.desc layout) {
    return new Fixed(emitter, parameters.get(name), plain, layout);
  }

  @Override
  public Tensor prepared(Emitter emitter, String name, memory.desc layout, Consumer<Tensor> fill) {
    return find(name, layout).orElseGet(() -> prepare(emitter, name, layout, fill));
  }

  private Optional<Tensor> find(String name, memory.desc layout) {
    return prepared.getOrDefault(name, List.of()).stream()
        .filter(tensor -> tensor.layout().equals(layout))
        .findFirst();
  }

  private Tensor prepare(Emitter emitter, String name, memory.desc layout, Consumer<Tensor> fill) {
    Arena own = new Arena();
    try {
      Tensor tensor =
          Arena.freeingTemporaries(
              () -> {
                Tensor target = tensor(own, layout);
                emitter.runImmediately(layer, () -> fill.accept(target));
                return target;
              });
      arenas.add(own);
      prepared.computeIfAbsent(name, key -> new ArrayList<>()).add(tensor);
      return tensor;
    } catch (RuntimeException | Error e) {
      own.close();
      throw e;
    }
  }

  private Tensor tensor(Arena owner, memory.desc layout) {
    owner.keep(layout);
    return new Tensor(layout, Block.at(owner.allocate(layout.get_size())));
  }

  @Override
  public boolean trained(String name) {
    return false;
  }

  @Override
  public Map<String, Tensor> gradients() {
    return Map.of();
  }

  @Override
  public boolean fixed() {
    return true;
  }

  /** Frees the intermediate tensors of the layer. */
  @Override
  public void endOfLayer() {
    layer.close();
    Pointer.trimMemory(); // otherwise freed memory between the weights stays resident
  }

  @Override
  public void close() {
    layer.close();
    arenas.forEach(Arena::close);
    Pointer.trimMemory();
    source.close();
  }

  /** One parameter. */
  private final class Fixed implements MasterParameter {

    private final Emitter emitter;
    private final Parameter parameter;
    private final memory.desc plain;
    private final memory.desc layout;

    Fixed(Emitter emitter, Parameter parameter, memory.desc plain, memory.desc layout) {
      this.emitter = emitter;
      this.parameter = parameter;
      this.plain = plain;
      this.layout = layout;
    }

    /**
     * Parameters with a value per channel are used by kernels as they are, and kept; others are
     * freed after the layer.
     */
    @Override
    public Tensor tensor() {
      if (parameter.dims().get(0) == parameter.elements()) {
        return in(emitter, parameter.name(), layout);
      }
      return Arena.freeingTemporaries(
          () -> {
            Tensor tensor = FixedParameters.this.tensor(layer, layout);
            load(tensor);
            return tensor;
          });
    }

    @Override
    public Tensor in(Emitter emitter, String layer, memory.desc wanted) {
      return prepared(emitter, parameter.name(), wanted, this::load);
    }

    @Override
    public Tensor gradientTensor() {
      throw new IllegalStateException(parameter.name() + " is fixed: it has no gradient");
    }

    private void load(Tensor target) {
      if (target.layout().equals(plain)) {
        source.read(parameter, 0, target.floats());
      } else {
        loadInChunks(target);
      }
    }

    /** Reads and reorders the values of a few outputs at a time. */
    private void loadInChunks(Tensor target) {
      long outputs = Dims.of(plain)[0];
      long row = parameter.elements() / outputs;
      long rows = rowsPerChunk(target, outputs, row);
      BytePointer bytes = new BytePointer(rows * row * Float.BYTES);
      stream order = new stream(library.cpu());
      for (long first = 0; first < outputs; first += rows) {
        long count = Math.min(rows, outputs - first);
        source.read(
            parameter, first * row, new FloatPointer(bytes).capacity(count * row).asBuffer());
        memory from =
            new memory(
                Dims.rowMajor(someOutputs(count), memory.data_type.f32), library.cpu(), bytes);
        memory to =
            count == outputs
                ? target.handle(library.cpu(), 0)
                : place(target, first, count, outputs);
        new reorder(from, to).execute(order, from, to);
        order._wait();
      }
    }

    /**
     * The memory for the values of some outputs. Chunks of equal size share one layout and differ
     * in their address only, since the library caches what it compiles for a layout.
     */
    private memory place(Tensor target, long first, long count, long outputs) {
      memory.desc exact = part(target, first, count);
      BytePointer start = target.start(0);
      if (first + count == outputs) {
        return new memory(exact, library.cpu(), start);
      }
      long type = memory.data_type_size(target.layout().get_data_type());
      return new memory(
          part(target, 0, count),
          library.cpu(),
          start.getPointer(BytePointer.class, exact.get_submemory_offset() * type));
    }

    private long rowsPerChunk(Tensor target, long outputs, long row) {
      long rows = Math.max(1, CHUNK / (BLOCK * row * Float.BYTES)) * BLOCK;
      return rows < outputs && part(target, 0, rows).get(true) != null ? rows : outputs;
    }

    /** The layout of the values of some outputs; an empty handle if they are not whole blocks. */
    private memory.desc part(Tensor target, long first, long rows) {
      long[] offsets = new long[plain.get_ndims()];
      offsets[0] = first;
      return target.layout().submemory_desc(someOutputs(rows), offsets, true);
    }

    private long[] someOutputs(long count) {
      long[] dims = Dims.of(plain);
      dims[0] = count;
      return dims;
    }
  }
}
