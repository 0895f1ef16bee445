package fovea.engine.reference;

import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.Arrays;

/**
 * Max pooling: y is the largest x under the window, and all of y's gradient goes to that x. Of
 * equal elements the first, row by row, counts as the largest; NaN is larger than any number, so
 * that it does not get lost.
 */
final class MaxPooling implements Operation {

  private final int maps;
  private final WindowAxis rows;
  private final WindowAxis columns;

  MaxPooling(MaxPool2d layer, int batch, Shape input) {
    Shape output = layer.output(input);
    this.maps = batch * input.channels();
    this.rows =
        WindowAxis.rows(input, output, layer.kernel(), layer.stride(), layer.padding(), Size.of(1));
    this.columns =
        WindowAxis.columns(
            input, output, layer.kernel(), layer.stride(), layer.padding(), Size.of(1));
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    int position = 0;
    for (int map = 0; map < maps; map++) {
      for (int i = 0; i < rows.positions(); i++) {
        for (int j = 0; j < columns.positions(); j++) {
          y[position++] = x[largest(x, map, i, j)];
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
          dx[largest(x, map, i, j)] += dy[position++];
        }
      }
    }
  }

  /** Where the largest element under the window at row i and column j is. */
  private int largest(double[] x, int map, int i, int j) {
    int plane = map * rows.length() * columns.length();
    int largest = plane + rows.from(i) * columns.length() + columns.from(j);
    for (int row = rows.from(i); row < rows.to(i); row++) {
      for (int column = columns.from(j); column < columns.to(j); column++) {
        int here = plane + row * columns.length() + column;
        if (x[here] > x[largest] || Double.isNaN(x[here])) {
          largest = here;
        }
      }
    }
    return largest;
  }
}
