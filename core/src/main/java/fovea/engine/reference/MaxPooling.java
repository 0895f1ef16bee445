package fovea.engine.reference;

import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.Arrays;

/**
 * Max pooling: y is the maximum of x under the window. In the backward pass, dy is added to the
 * gradient of that x. Of equal elements, the first in row-major order is taken. NaN counts as
 * larger than any number, so that it propagates.
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
          y[position++] = x[argmax(x, map, i, j)];
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
          dx[argmax(x, map, i, j)] += dy[position++];
        }
      }
    }
  }

  /** The index of the maximum under the window at position (i, j). */
  private int argmax(double[] x, int map, int i, int j) {
    int plane = map * rows.length() * columns.length();
    int argmax = plane + rows.firstIndex(i) * columns.length() + columns.firstIndex(j);
    for (int row = rows.firstIndex(i); row < rows.endIndex(i); row++) {
      for (int column = columns.firstIndex(j); column < columns.endIndex(j); column++) {
        int index = plane + row * columns.length() + column;
        if (x[index] > x[argmax] || Double.isNaN(x[index])) {
          argmax = index;
        }
      }
    }
    return argmax;
  }
}
