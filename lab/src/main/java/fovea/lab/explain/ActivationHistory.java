package fovea.lab.explain;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.lab.figure.Charts;
import fovea.lab.words.Texts;
import fovea.run.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/**
 * Statistics of the ReLU outputs after each epoch of a run whose recipe sets {@code activations}.
 *
 * @param epochs the epoch numbers
 * @param zeros for each ReLU layer, the fraction of its outputs that were 0, per epoch
 * @param dead for each ReLU layer, the fraction of its units that were dead, per epoch
 */
record ActivationHistory(
    List<Integer> epochs, Map<String, List<Double>> zeros, Map<String, List<Double>> dead) {

  /**
   * Reads the statistics from a run's metrics.
   *
   * @return empty if the run recorded none
   * @throws IOException if the metrics cannot be read
   */
  static Optional<ActivationHistory> of(Run run) throws IOException {
    ActivationHistory history =
        new ActivationHistory(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    for (JsonNode event : run.metrics()) {
      if (event.path("event").asText().equals("activations")) {
        history.add(event);
      }
    }
    return history.epochs().isEmpty() ? Optional.empty() : Optional.of(history);
  }

  private void add(JsonNode event) {
    epochs.add(event.path("epoch").asInt());
    for (JsonNode layer : event.path("layers")) {
      String name = layer.path("name").asText();
      double units = layer.path("units").asDouble();
      zeros.computeIfAbsent(name, key -> new ArrayList<>()).add(layer.path("zeros").asDouble());
      dead.computeIfAbsent(name, key -> new ArrayList<>())
          .add(layer.path("dead").asDouble() / units);
    }
  }

  Section section(Texts texts) {
    return new Section(
        "activations-epochs",
        texts.text("history.title"),
        texts.text("history.caption"),
        Charts.figure(
            List.of(
                chart(texts.text("activations.zeros"), zeros, texts),
                chart(texts.text("activations.dead"), dead, texts))));
  }

  private XYChart chart(String title, Map<String, List<Double>> lines, Texts texts) {
    int last = epochs.get(epochs.size() - 1);
    XYChart chart = Charts.overEpochs(title, texts.text("share"), last, texts);
    Charts.writePercent(chart, texts);
    chart.getStyler().setYAxisDecimalPattern("0.##");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    double[] x = epochs.stream().mapToDouble(Integer::doubleValue).toArray();
    int number = 0;
    for (Map.Entry<String, List<Double>> line : lines.entrySet()) {
      double[] y = line.getValue().stream().mapToDouble(Double::doubleValue).toArray();
      Charts.addLine(chart, line.getKey(), x, y, number++);
    }
    return chart;
  }
}
