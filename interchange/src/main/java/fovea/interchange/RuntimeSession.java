package fovea.interchange;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import fovea.nn.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Runs ONNX files with ONNX Runtime; usable only where that is on the class path. */
final class RuntimeSession {

  private RuntimeSession() {}

  /** Its name and version. */
  static String name() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  /**
   * Computes the output of a file for images.
   *
   * @throws IOException if ONNX Runtime refuses the file
   */
  static float[] run(Path file, float[] images, int count, Shape input) throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] dims = {count, input.channels(), input.height(), input.width()};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(file.toString(), options);
        OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), dims);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[scores.remaining()];
      scores.get(values);
      return values;
    } catch (OrtException e) {
      throw new IOException("%s: ONNX Runtime refuses it: %s".formatted(file, e.getMessage()), e);
    }
  }
}
