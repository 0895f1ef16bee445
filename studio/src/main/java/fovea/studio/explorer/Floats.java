package fovea.studio.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.explain.HeatMap;
import fovea.studio.web.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Arrays of numbers in JSON: 32-bit floats, little-endian, in base 64. */
final class Floats {

  private Floats() {}

  static String text(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  static ObjectNode map(HeatMap map) {
    return Json.object()
        .put("height", map.height())
        .put("width", map.width())
        .put("values", text(map.values()));
  }
}
