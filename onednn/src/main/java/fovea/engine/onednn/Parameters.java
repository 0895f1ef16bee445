package fovea.engine.onednn;

import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/** Where the programs of one network get its parameters from. */
interface Parameters extends AutoCloseable {

  /**
   * A parameter by name.
   *
   * @param plain its row-major descriptor
   * @param layout the layout that suits who asks
   */
  Master get(Compiler compiler, String name, memory.desc plain, memory.desc layout);

  /**
   * A tensor that depends on the parameters alone.
   *
   * @param name what it holds; together with the layout it says all that its values depend on
   * @param filling emits what fills it; it may not be called
   */
  Tensor prepared(Compiler compiler, String name, memory.desc layout, Consumer<Tensor> filling);

  /** Whether they never change. */
  boolean fixed();

  /** Tells that a layer has been lowered. */
  void endOfLayer();

  /** Frees the parameters. */
  @Override
  void close();
}
