package fovea.engine.onednn;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** Executes a primitive on fixed arguments. */
final class PrimitiveCall implements Instruction {

  private final String layer;
  private final String pass;
  private final String implementation;
  private final dnnl_stream stream;
  private final dnnl_primitive primitive;
  private final int count;
  private final dnnl_exec_arg_t arguments;

  PrimitiveCall(
      String layer,
      String pass,
      String implementation,
      dnnl_stream stream,
      dnnl_primitive primitive,
      int count,
      dnnl_exec_arg_t arguments) {
    this.layer = layer;
    this.pass = pass;
    this.implementation = implementation;
    this.stream = stream;
    this.primitive = primitive;
    this.count = count;
    this.arguments = arguments;
  }

  @Override
  public String layer() {
    return layer;
  }

  @Override
  public String pass() {
    return pass;
  }

  @Override
  public String implementation() {
    return implementation;
  }

  @Override
  public void run(long key) {
    int status = dnnl.dnnl_primitive_execute(primitive, stream, count, arguments);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException(
          "oneDNN could not execute %s of layer %s (%s): status %s"
              .formatted(pass, layer, implementation, status));
    }
  }
}
