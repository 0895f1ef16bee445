package fovea.engine.onednn;

import fovea.engine.Variable;
import fovea.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A parameter stored in the layout of its weight-gradient kernel, so that updates need no reorder.
 */
final class OneDnnVariable implements Variable, MasterParameter {

  private final Library library;
  private final Parameter parameter;
  private final memory.desc plain;
  private final Tensor tensor;
  private final Optional<Tensor> gradientTensor;
  private final FloatBuffer values;
  private final FloatBuffer gradient;

  /**
   * @param plain the row-major layout
   * @param tensor the master values
   * @param gradientTensor their gradient, in the same layout; empty if the model is never trained
   */
  OneDnnVariable(
      Library library,
      Parameter parameter,
      memory.desc plain,
      Tensor tensor,
      Optional<Tensor> gradientTensor) {
    this.library = library;
    this.parameter = parameter;
    this.plain = plain;
    this.tensor = tensor;
    this.gradientTensor = gradientTensor;
    this.values = tensor.floats();
    this.gradient =
        gradientTensor
            .filter(each -> parameter.learned())
            .map(Tensor::floats)
            .orElseGet(() -> FloatBuffer.allocate(0));
  }

  @Override
  public Tensor tensor() {
    return tensor;
  }

  @Override
  public Tensor in(Emitter emitter, String layer, memory.desc layout) {
    return emitter.prepare(() -> emitter.convert(layer, "reorder weights", tensor, layout));
  }

  @Override
  public Tensor gradientTensor() {
    return gradientTensor.orElseThrow(
        () -> new IllegalStateException(parameter.name() + " is not trained: it has no gradient"));
  }

  @Override
  public Parameter parameter() {
    return parameter;
  }

  @Override
  public FloatBuffer values() {
    return values;
  }

  @Override
  public FloatBuffer gradient() {
    return gradient;
  }

  @Override
  public FloatBuffer allocate() {
    return ByteBuffer.allocateDirect(Math.toIntExact(tensor.layout().get_size()))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public float[] read(FloatBuffer buffer) {
    float[] rowMajor = new float[parameter.elements()];
    return Arena.freeingTemporaries(
        () -> {
          FloatPointer copy = new FloatPointer(rowMajor.length);
          reorder(memory(tensor.layout(), new FloatPointer(buffer)), memory(plain, copy));
          copy.get(rowMajor);
          return rowMajor;
        });
  }

  @Override
  public void write(float[] rowMajor, FloatBuffer buffer) {
    if (rowMajor.length != parameter.elements()) {
      throw new IllegalArgumentException(
          "%s values for parameter %s, which has %s"
              .formatted(rowMajor.length, parameter.name(), parameter.elements()));
    }
    Arena.freeingTemporaries(
        () ->
            reorder(
                memory(plain, new FloatPointer(rowMajor)),
                memory(tensor.layout(), new FloatPointer(buffer))));
  }

  private memory memory(memory.desc layout, Pointer bytes) {
    return new memory(layout, library.cpu(), bytes);
  }

  private memory reorder(memory from, memory to) {
    new reorder(from, to).execute(library.stream(), from, to);
    library.stream()._wait();
    return to;
  }
}
