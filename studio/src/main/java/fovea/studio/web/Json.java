package fovea.studio.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;

/** JSON in requests and answers. */
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** A new object, to be filled. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Answers a request. */
  public static void answer(Context context, JsonNode answer) {
    context.contentType("application/json").result(write(answer));
  }

  /** Answers a request with an error that the page shows. */
  public static void error(Context context, int status, String message) {
    context.status(status);
    answer(context, object().put("error", message));
  }

  /**
   * The body of a request, which must be an object.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ObjectNode body(Context context) {
    try {
      if (MAPPER.readTree(Bodies.of(context)) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the request is not JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("the request must be a JSON object");
  }

  /**
   * Parses a JSON object.
   *
   * @throws IOException if it is none
   */
  public static ObjectNode parse(byte[] bytes) throws IOException {
    if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw new IOException("it is no JSON object");
  }

  /** A tree as UTF-8. */
  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be serialised", e);
    }
  }

  /** A value as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
