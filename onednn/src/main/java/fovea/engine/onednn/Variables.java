package fovea.engine.onednn;

import fovea.engine.Variable;
import fovea.nn.Parameter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The variables of a model. If the model is trained, each takes its layout from the first program
 * that requests it; otherwise all are row-major.
 */
final class Variables implements Parameters {

  private final Library library;
  private final boolean trained;
  private final Set<String> frozen;
  private final Arena arena = new Arena();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, OneDnnVariable> variables = new HashMap<>();
  private final Map<String, OneDnnVariable> views = new HashMap<>();

  private Variables(
      Library library, boolean trained, List<Parameter> parameters, Set<String> frozen) {
    this.library = library;
    this.trained = trained;
    this.frozen = Set.copyOf(frozen);
    parameters.forEach(parameter -> this.parameters.put(parameter.name(), parameter));
  }

  /**
   * Variables of a model with training programs, the first of which creates them.
   *
   * @param frozen the names of those without a gradient
   */
  static Variables trained(Library library, List<Parameter> parameters, Set<String> frozen) {
    return new Variables(library, true, parameters, frozen);
  }

  /** Variables that are never trained, all zero. */
  static Variables evaluated(Library library, List<Parameter> parameters) {
    Variables variables = new Variables(library, false, parameters, Set.of());
    Arena.freeingTemporaries(
        () -> {
          for (Parameter parameter : parameters) {
            long[] dims = parameter.dims().stream().mapToLong(Integer::longValue).toArray();
            memory.desc plain = Dims.rowMajor(dims, memory.data_type.f32);
            variables.variables.put(parameter.name(), variables.make(parameter, plain, plain));
          }
          return variables;
        });
    return variables;
  }

  private OneDnnVariable make(Parameter parameter, memory.desc plain, memory.desc layout) {
    return new OneDnnVariable(
        library,
        parameter,
        arena.keep(plain),
        tensor(layout),
        trained(parameter.name()) ? Optional.of(tensor(layout)) : Optional.empty());
  }

  private Tensor tensor(memory.desc layout) {
    Block block = Block.at(arena.allocate(layout.get_size()));
    Pointer.memset(block.pointer(0), 0, block.bytes());
    return wrap(layout, block);
  }

  private Tensor wrap(memory.desc layout, Block block) {
    arena.keep(layout);
    return new Tensor(layout, block);
  }

  @Override
  public OneDnnVariable get(Emitter emitter, String name, memory.desc plain, memory.desc layout) {
    return trained
        ? variables.computeIfAbsent(name, key -> make(parameters.get(key), plain, layout))
        : views.computeIfAbsent(name, key -> viewOf(variables.get(key), plain));
  }

  /**
   * The row-major values in other dimensions, such as those of the feature maps that a linear layer
   * reads.
   */
  private OneDnnVariable viewOf(OneDnnVariable variable, memory.desc plain) {
    return new OneDnnVariable(
        library,
        variable.parameter(),
        plain,
        wrap(plain, variable.tensor().block()),
        Optional.empty());
  }

  @Override
  public Tensor prepared(Emitter emitter, String name, memory.desc layout, Consumer<Tensor> fill) {
    return emitter.prepare(
        () -> {
          Tensor tensor = emitter.tensor(layout);
          fill.accept(tensor);
          return tensor;
        });
  }

  @Override
  public boolean trained(String name) {
    Parameter parameter = parameters.get(name);
    boolean learned = parameter != null && parameter.learned();
    return trained && learned && !frozen.contains(name);
  }

  @Override
  public Map<String, Tensor> gradients() {
    return variables.entrySet().stream()
        .filter(each -> trained(each.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().gradientTensor()));
  }

  @Override
  public boolean fixed() {
    return false;
  }

  @Override
  public void endOfLayer() {}

  /** Every variable, in the order of the network's parameters. */
  List<Variable> all() {
    return parameters.keySet().stream().<Variable>map(variables::get).toList();
  }

  @Override
  public void close() {
    arena.close();
  }
}
