package fovea.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The images of a request: its body is the content of an image file, a form with files ({@code
 * multipart/form-data}), or JSON with images in Base64.
 */
final class RequestImages {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String FORMS =
      "send the content of an image file, a form with files, or {\"images\": [\"Base64\", ...]}";

  /** An image file of a request. */
  static final class Sent {

    private final String name;
    private final byte[] content;

    /**
     * @param name its name in the answer
     * @param content the content of the file
     */
    Sent(String name, byte[] content) {
      this.name = name;
      this.content = content;
    }

    String name() {
      return name;
    }

    byte[] content() {
      return content;
    }
  }

  private final Limits limits;

  RequestImages(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads the images of a request.
   *
   * @throws HttpResponseException if there are none, or too many, or they are too large
   */
  List<Sent> of(Context context) throws IOException {
    requireLength(context.req().getContentLengthLong());
    String type = String.valueOf(context.contentType());
    List<Sent> images =
        type.startsWith("multipart/form-data")
            ? form(context)
            : type.startsWith("application/json") ? json(body(context)) : List.of(file(context));
    if (images.isEmpty()) {
      throw new HttpResponseException(400, "there is no image: " + FORMS);
    }
    if (images.size() > limits.images()) {
      throw new HttpResponseException(
          413,
          "%s images: a request can have %s at most".formatted(images.size(), limits.images()));
    }
    return images;
  }

  private Sent file(Context context) throws IOException {
    byte[] content = body(context);
    if (content.length == 0) {
      throw new HttpResponseException(400, "there is no image: " + FORMS);
    }
    return new Sent("image", content);
  }

  /** The body, whatever length its header claims. */
  private byte[] body(Context context) throws IOException {
    try (InputStream in = context.bodyInputStream()) {
      byte[] content = in.readNBytes(limits.bodyBytes() + 1);
      requireLength(content.length);
      return content;
    }
  }

  private void requireLength(long bytes) {
    if (bytes > limits.bodyBytes()) {
      throw new HttpResponseException(
          413, "a request can have %s bytes at most".formatted(limits.bodyBytes()));
    }
  }

  private static List<Sent> form(Context context) throws IOException {
    List<Sent> images = new ArrayList<>();
    for (UploadedFile file : context.uploadedFiles()) {
      try (InputStream in = file.content()) {
        images.add(new Sent(file.filename(), in.readAllBytes()));
      }
    }
    return images;
  }

  private static List<Sent> json(byte[] body) {
    JsonNode images;
    try {
      images = JSON.readTree(body).path("images");
    } catch (IOException e) {
      throw new HttpResponseException(400, "the body is not JSON");
    }
    List<Sent> sent = new ArrayList<>();
    for (JsonNode image : images) {
      try {
        byte[] content = Base64.getDecoder().decode(image.asText());
        sent.add(new Sent("image " + (sent.size() + 1), content));
      } catch (IllegalArgumentException e) {
        throw new HttpResponseException(
            400, "image %s is not Base64: %s".formatted(sent.size() + 1, e.getMessage()));
      }
    }
    return sent;
  }
}
