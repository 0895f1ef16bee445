package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.trained.TrainedModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The accuracy of a network on images that are changed ever more strongly: a square in the middle
 * is hidden, or the image is turned.
 *
 * @param images number of images
 * @param hidden accuracies by the side of the hidden square; the first hides nothing
 * @param turned accuracies by the angle; the first turns nothing; empty if images are not square
 */
public record ImageDamage(int images, List<Point> hidden, List<Point> turned) {

  private static final int SQUARES = 6;
  private static final int RIGHT_ANGLE = 90;

  /**
   * An accuracy.
   *
   * @param strength side of the square in pixels, or angle in degrees
   */
  public record Point(int strength, double accuracy) {}

  public ImageDamage {
    hidden = List.copyOf(hidden);
    turned = List.copyOf(turned);
  }

  /** Measures a network. */
  public static ImageDamage of(TrainedModel model, ImageSet images) {
    InputImages inputs = InputImages.of(model, images);
    int side = Math.min(inputs.shape().height(), inputs.shape().width());
    List<Point> hidden =
        IntStream.range(0, SQUARES)
            .map(step -> step * side / (SQUARES + 1))
            .mapToObj(square -> new Point(square, hide(inputs, square).accuracy(model)))
            .toList();
    List<Point> turned =
        inputs.shape().height() == inputs.shape().width()
            ? IntStream.rangeClosed(0, 2)
                .mapToObj(
                    turns -> new Point(turns * RIGHT_ANGLE, turn(inputs, turns).accuracy(model)))
                .toList()
            : List.of();
    return new ImageDamage(inputs.count(), hidden, turned);
  }

  /** Fills a square in the middle with the mean colour of its image. */
  static InputImages hide(InputImages images, int square) {
    int area = images.shape().area();
    int top = (images.shape().height() - square) / 2;
    int left = (images.shape().width() - square) / 2;
    double[] means = new double[images.values().length / area];
    for (int i = 0; i < images.values().length; i++) {
      means[i / area] += images.values()[i] / area;
    }
    return images.with(
        (channel, row, column) ->
            row >= top && row < top + square && column >= left && column < left + square
                ? (float) means[channel / area]
                : images.nearest(channel, row, column));
  }

  /** Turns square images clockwise by right angles. */
  static InputImages turn(InputImages images, int turns) {
    InputImages turned = images;
    int last = images.shape().height() - 1;
    for (int i = 0; i < turns; i++) {
      InputImages from = turned;
      turned = from.with((channel, row, column) -> from.nearest(channel, last - column, row));
    }
    return turned;
  }
}
