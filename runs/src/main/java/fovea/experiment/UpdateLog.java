package fovea.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Variable;
import fovea.run.Events;
import fovea.run.Run;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Records how large the last update of each epoch is, parameter by parameter, in the run's metrics:
 * the Euclidean norm of the gradient, and that of the update divided by that of the parameter.
 */
final class UpdateLog implements Listener {

  static final String EVENT = "updates";

  /** A parameter, its values before the update, and what was measured. */
  private static final class Watched {
    private final Variable variable;
    private final FloatBuffer before;
    private double norm;
    private double gradient;
    private double update;

    Watched(Variable variable) {
      this.variable = variable;
      this.before = variable.allocate();
    }

    void remember() {
      FloatBuffer values = variable.values();
      for (int i = 0; i < before.capacity(); i++) {
        before.put(i, values.get(i));
      }
    }

    void measure() {
      FloatBuffer values = variable.values();
      FloatBuffer gradients = variable.gradient();
      double squares = 0;
      double gradientSquares = 0;
      double updateSquares = 0;
      for (int i = 0; i < before.capacity(); i++) {
        double old = before.get(i);
        double change = values.get(i) - old;
        squares += old * old;
        updateSquares += change * change;
        gradientSquares += (double) gradients.get(i) * gradients.get(i);
      }
      norm = Math.sqrt(squares);
      update = Math.sqrt(updateSquares);
      gradient = Math.sqrt(gradientSquares);
    }
  }

  private final Run run;
  private final List<Watched> parameters = new ArrayList<>();

  UpdateLog(Run run, List<Variable> variables) {
    this.run = run;
    for (Variable variable : variables) {
      if (variable.trained()) {
        parameters.add(new Watched(variable));
      }
    }
  }

  @Override
  public void onLoss(Progress progress) {
    if (progress.batch() == progress.batches() - 1) {
      parameters.forEach(Watched::remember);
    }
  }

  @Override
  public void onStep(Progress progress) {
    if (progress.batch() == progress.batches()) {
      parameters.forEach(Watched::measure);
    }
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    ObjectNode event = Events.event(EVENT).put("epoch", result.epoch());
    ArrayNode layers = event.putArray("layers");
    for (Watched each : parameters) {
      ObjectNode layer =
          layers
              .addObject()
              .put("name", each.variable.parameter().name())
              .put("gradient_norm", (float) each.gradient);
      if (each.norm > 0 && each.update > 0) {
        layer.put("update_ratio", (float) (each.update / each.norm));
      }
    }
    try {
      run.append(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
