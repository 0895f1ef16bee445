package fovea.engine.onednn;

import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/** Supplies the programs of one network with its parameters. */
interface Parameters extends AutoCloseable {

  /**
   * A parameter by name.
   *
   * @param plain its row-major layout
   * @param layout the layout that the caller prefers
   */
  MasterParameter get(Emitter emitter, String name, memory.desc plain, memory.desc layout);

  /**
   * A tensor that is computed from parameters alone, such as reordered or folded weights.
   *
   * @param name its name; name and layout together determine its values
   * @param fill emits the instructions that compute it; not called if the tensor exists already
   */
  Tensor prepared(Emitter emitter, String name, memory.desc layout, Consumer<Tensor> fill);

  /** Whether there is a parameter of this name, of which training programs compute the gradient. */
  boolean trained(String name);

  /** Where training programs compute gradients, by the names of the parameters. */
  Map<String, Tensor> gradients();

  /** Whether the values never change. */
  boolean fixed();

  /** Called after each layer has been compiled. */
  void endOfLayer();

  /** Frees the parameters. */
  @Override
  void close();
}
