package fovea.lab;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/** Loss and accuracy over the epochs of a run, on training and on test images, side by side. */
public final class Curves {

  private Curves() {}

  /**
   * Draws the curves of a run into its folder, as PNG and SVG; nothing if no epoch was finished.
   *
   * @throws IOException if they cannot be written
   */
  static void draw(Run run) throws IOException {
    List<History.Epoch> epochs = History.of(run).epochs();
    if (epochs.isEmpty()) {
      return;
    }
    int last = epochs.get(epochs.size() - 1).number();
    XYChart loss = Charts.overEpochs("Loss", "cross-entropy", last, 2);
    loss.getStyler().setYAxisMin(0.0);
    add(loss, epochs, History.Epoch::trainLoss, History.Epoch::testLoss);
    XYChart accuracy = Charts.overEpochs("Accuracy", "accuracy", last, 2);
    accuracy.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    add(accuracy, epochs, History.Epoch::trainAccuracy, History.Epoch::testAccuracy);
    Charts.write(run.folder().resolve("curves"), List.of(loss, accuracy));
  }

  private static void add(
      XYChart chart,
      List<History.Epoch> epochs,
      ToDoubleFunction<History.Epoch> train,
      ToDoubleFunction<History.Epoch> test) {
    double[] x = epochs.stream().mapToDouble(History.Epoch::number).toArray();
    Charts.addLine(chart, "train", x, epochs.stream().mapToDouble(train).toArray(), 0);
    Charts.addLine(chart, "test", x, epochs.stream().mapToDouble(test).toArray(), 1);
  }
}
