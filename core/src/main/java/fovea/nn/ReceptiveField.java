package fovea.nn;

/**
 * The rectangle of the network's input that one output of a layer can see, computed layer by layer
 * as in Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
 * Distill 2019, equations 1 to 3. Padding counts as part of the input, so a deep layer's field can
 * be larger than the image.
 *
 * @param size height and width of the field, in pixels of the input
 * @param jump pixels of the input between the fields of two neighbouring outputs
 * @param startRow row of the first output's field's first pixel; negative inside the padding
 * @param startColumn the same, of columns
 * @param positions outputs side by side: rows and columns of the feature map
 */
public record ReceptiveField(Size size, Size jump, int startRow, int startColumn, Size positions) {

  /** The field of a pixel: itself. */
  public static ReceptiveField ofInput(Shape input) {
    return new ReceptiveField(Size.of(1), Size.of(1), 0, 0, input.size());
  }

  /** The field behind a window that slides over the outputs that have this field. */
  ReceptiveField through(Window window, Shape output) {
    return new ReceptiveField(
        new Size(
            size.height() + (window.extent().height() - 1) * jump.height(),
            size.width() + (window.extent().width() - 1) * jump.width()),
        new Size(jump.height() * window.stride().height(), jump.width() * window.stride().width()),
        startRow - window.padding().height() * jump.height(),
        startColumn - window.padding().width() * jump.width(),
        output.size());
  }

  /** The field of something that sees every position at once. */
  ReceptiveField global() {
    return new ReceptiveField(
        new Size(
            size.height() + (positions.height() - 1) * jump.height(),
            size.width() + (positions.width() - 1) * jump.width()),
        jump,
        startRow,
        startColumn,
        Size.of(1));
  }

  /** The smallest field that holds both: what a sum of two paths sees. */
  ReceptiveField union(ReceptiveField other) {
    int top = Math.min(startRow, other.startRow);
    int left = Math.min(startColumn, other.startColumn);
    int bottom = Math.max(startRow + size.height(), other.startRow + other.size.height());
    int right = Math.max(startColumn + size.width(), other.startColumn + other.size.width());
    return new ReceptiveField(new Size(bottom - top, right - left), jump, top, left, positions);
  }
}
