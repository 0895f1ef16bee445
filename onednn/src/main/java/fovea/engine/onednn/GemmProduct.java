package fovea.engine.onednn;

import fovea.engine.EngineShutdown;
import fovea.engine.MatrixProduct;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Multiplies matrices by the library's {@code sgemm}, on the calling thread.
 *
 * @param pool what keeps the library to one thread
 */
record GemmProduct(ShardPool pool) implements MatrixProduct {

  @Override
  public void multiply(
      FloatBuffer left,
      FloatBuffer right,
      boolean transposed,
      FloatBuffer result,
      int rows,
      int inner,
      int columns) {
    EngineShutdown.blockIfStopped();
    pool.useOneThread();
    int status =
        dnnl.dnnl_sgemm(
            (byte) 'N',
            (byte) (transposed ? 'T' : 'N'),
            rows,
            columns,
            inner,
            1,
            left,
            inner,
            right,
            transposed ? inner : columns,
            0,
            result,
            columns);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN could not multiply matrices: status " + status);
    }
  }
}
