package fovea.nn;

/**
 * The receptive field of a layer: the rectangle of the network's input that one of its outputs
 * depends on, computed layer by layer (Araujo, Norris and Sim, "Computing receptive fields of
 * convolutional neural networks", Distill 2019, equations 1 to 3). Padding is part of the input, so
 * the field of a deep layer can be larger than the image.
 *
 * @param size height and width of the field, in pixels of the input
 * @param jump distance between the fields of adjacent outputs, in pixels of the input
 * @param startRow top row of the first output's field; negative if it begins in the padding
 * @param startColumn left column of the first output's field; negative if it begins in the padding
 * @param positions rows and columns of the layer's output
 */
public record ReceptiveField(Size size, Size jump, int startRow, int startColumn, Size positions) {

  /** The receptive field of the input itself: single pixels. */
  public static ReceptiveField ofInput(Shape input) {
    return new ReceptiveField(Size.of(1), Size.of(1), 0, 0, input.size());
  }

  /**
   * The field of a layer that slides a window over outputs with this field.
   *
   * @param output the shape of that layer's output
   */
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

  /** The field of a layer whose outputs depend on every position. */
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

  /** The smallest field that contains both: that of the sum of two paths. */
  ReceptiveField union(ReceptiveField other) {
    int top = Math.min(startRow, other.startRow);
    int left = Math.min(startColumn, other.startColumn);
    int bottom = Math.max(startRow + size.height(), other.startRow + other.size.height());
    int right = Math.max(startColumn + size.width(), other.startColumn + other.size.width());
    return new ReceptiveField(new Size(bottom - top, right - left), jump, top, left, positions);
  }
}
