package fovea.engine.reference;

import fovea.nn.AvgPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.Arrays;

/**
 * Average pooling: y is the sum of x under the window, divided by the number of its elements, with
 * or without those of the padding. In the backward pass, each x under the window receives dy
 * divided by the same number.
 */
final class AveragePooling implements Operation {

  private final int maps;
  private final WindowAxis rows;
  private final WindowAxis columns;
  private final boolean countPadding;

  AveragePooling(AvgPool2d layer, int batch, Shape input) {
    Shape output = layer.output(input);
    this.maps = batch * input.channels();
    this.rows =
        WindowAxis.rows(input, output, layer.kernel(), layer.stride(), layer.padding(), Size.of(1));
    this.columns =
        WindowAxis.columns(
            input, output, layer.kernel(), layer.stride(), layer.padding(), Size.of(1));
    this.countPadding = layer.countPadding();
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    int position = 0;
    for (int map = 0; map < maps; map++) {
      for (int i = 0; i < rows.positions(); i++) {
        for (int j = 0; j < columns.positions(); j++) {
          y[position++] = sum(x, map, i, j) / divisor(i, j);
        }
      }
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    Arrays.fill(dx, 0);
    int position = 0;
    for (int map = 0; map < maps; map++) {
      for (int i = 0; i < rows.positions(); i++) {
        for (int j = 0; j < columns.positions(); j++) {
          spread(dy[position++] / divisor(i, j), dx, map, i, j);
        }
      }
    }
  }

  /** The sum of the elements under the window at position (i, j). */
  private double sum(double[] x, int map, int i, int j) {
    double sum = 0;
    for (int row = rows.firstIndex(i); row < rows.endIndex(i); row++) {
      for (int column = columns.firstIndex(j); column < columns.endIndex(j); column++) {
        sum += x[(map * rows.length() + row) * columns.length() + column];
      }
    }
    return sum;
  }

  /** Adds a gradient to all elements under the window at position (i, j). */
  private void spread(double gradient, double[] dx, int map, int i, int j) {
    for (int row = rows.firstIndex(i); row < rows.endIndex(i); row++) {
      for (int column = columns.firstIndex(j); column < columns.endIndex(j); column++) {
        dx[(map * rows.length() + row) * columns.length() + column] += gradient;
      }
    }
  }

  /** The number of elements to average over at window position (i, j). */
  private int divisor(int i, int j) {
    return countPadding
        ? rows.coveredElements(i) * columns.coveredElements(j)
        : (rows.endIndex(i) - rows.firstIndex(i)) * (columns.endIndex(j) - columns.firstIndex(j));
  }
}
