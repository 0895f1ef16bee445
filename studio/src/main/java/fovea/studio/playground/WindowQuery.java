package fovea.studio.playground;

import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * A convolution or pooling, and the image it slides over, as the playground asks for them.
 *
 * @param layer the layer
 * @param input the shape of its input
 */
record WindowQuery(Layer layer, Shape input) {

  /** Largest value of each number; the page offers far smaller ones. */
  private static final int MAX = 4096;

  /**
   * Reads the query parameters {@code type}, {@code size}, {@code channels}, {@code filters},
   * {@code kernel}, {@code stride}, {@code padding} and {@code dilation}.
   *
   * @throws IllegalArgumentException if one is missing, no number or out of range
   */
  static WindowQuery of(Context context) {
    Size kernel = Size.of(number(context, "kernel", 1));
    Size stride = Size.of(number(context, "stride", 1));
    Size padding = Size.of(number(context, "padding", 0));
    String type = Optional.ofNullable(context.queryParam("type")).orElse("conv");
    Layer layer =
        switch (type) {
          case "conv" ->
              new Conv2d(
                  number(context, "filters", 1),
                  kernel,
                  stride,
                  padding,
                  Size.of(number(context, "dilation", 1)),
                  1,
                  true);
          case "maxpool" -> new MaxPool2d(kernel, stride, padding, false);
          case "avgpool" -> new AvgPool2d(kernel, stride, padding, false, true);
          default ->
              throw new IllegalArgumentException(
                  "type is '%s': it must be conv, maxpool or avgpool".formatted(type));
        };
    int size = number(context, "size", 1);
    return new WindowQuery(layer, Shape.image(number(context, "channels", 1), size, size));
  }

  private static int number(Context context, String name, int least) {
    String text = Optional.ofNullable(context.queryParam(name)).orElse("");
    int value = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
    if (value < least || value > MAX) {
      throw new IllegalArgumentException(
          "%s is '%s': it must be a whole number from %s to %s".formatted(name, text, least, MAX));
    }
    return value;
  }

  Window window() {
    return layer.window().orElseThrow();
  }

  /** Whether the window lies on the padded input at least once. */
  boolean fits() {
    return window().extent().height() <= input.height() + 2 * window().padding().height();
  }
}
