package fovea.engine.onednn;

import fovea.nn.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/** The variables of a model; each gets its layout from the first program that asks for it. */
final class Variables {

  private final Library library;
  private final Arena arena;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, OneDnnVariable> variables = new LinkedHashMap<>();

  Variables(Library library, Arena arena, List<Parameter> parameters) {
    this.library = library;
    this.arena = arena;
    parameters.forEach(parameter -> this.parameters.put(parameter.name(), parameter));
  }

  /**
   * A variable by name.
   *
   * @param plain its row-major descriptor
   * @param layout the layout that it gets if this is the first call for it
   */
  OneDnnVariable get(String name, memory.desc plain, memory.desc layout) {
    return variables.computeIfAbsent(
        name,
        key ->
            new OneDnnVariable(
                library, parameters.get(key), arena.keep(plain), tensor(layout), tensor(layout)));
  }

  private Tensor tensor(memory.desc layout) {
    Block block = new Block(arena.allocate(layout.get_size()));
    arena.keep(layout);
    return new Tensor(
        layout, arena.keep(new memory(layout, library.cpu(), block.pointer())), block);
  }

  /** Every variable, in the order of the network's parameters. */
  Collection<OneDnnVariable> all() {
    return parameters.keySet().stream().map(variables::get).toList();
  }
}
