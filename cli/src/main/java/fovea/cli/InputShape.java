package fovea.cli;

import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.nn.Shape.Order;
import java.util.Locale;

/** Reads the option {@code --input}: the shape of an image in either order of its dimensions. */
final class InputShape {

  private InputShape() {}

  /**
   * Parses a shape. A message says how the text was read if its order is not the usual one, or if
   * its numbers look like the other order.
   *
   * @param usual the order if the numbers do not tell
   * @throws IllegalArgumentException if the text is no shape
   */
  static Shape read(Console console, String language, String text, Order usual) {
    Shape shape = parse(text, usual);
    boolean asUsual = written(shape, usual).equals(text.toLowerCase(Locale.ROOT).replace(" ", ""));
    if (!asUsual || looksLikeOther(shape, usual)) {
      console.message(
          "%s",
          Texts.of(Console.BUNDLE, language)
              .text("input", text, shape.channels(), shape.height(), shape.width()));
    }
    return shape;
  }

  private static Shape parse(String text, Order usual) {
    try {
      return Shape.parse(text, usual);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--input: " + e.getMessage(), e);
    }
  }

  private static String written(Shape shape, Order order) {
    return order == Order.CHANNELS_FIRST ? shape.toString() : shape.size() + "x" + shape.channels();
  }

  /** Whether the image would be a square if the dimensions were in the other order. */
  private static boolean looksLikeOther(Shape shape, Order order) {
    int middle = order == Order.CHANNELS_FIRST ? shape.height() : shape.width();
    return shape.channels() == middle && shape.height() != shape.width();
  }
}
