package fovea.peers.own;

import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.peers.harness.Measurement;
import fovea.peers.harness.Peer;
import fovea.peers.harness.Setting;
import fovea.run.Machine;
import fovea.train.CrossEntropy;
import fovea.train.Sgd;
import fovea.train.WeightDecay;
import fovea.train.WorkerPool;
import java.io.IOException;
import java.util.Optional;

/** Fovea as a peer. */
public final class FoveaPeer implements Peer {

  private final Model model;
  private final Program training;
  private final float[] images;
  private final int[] labels;
  private final CrossEntropy loss;
  private final Sgd optimizer;
  private final WorkerPool workers = new WorkerPool(Engines.threads());
  private long step;

  /** Created after training, because its weights are frozen. */
  private Optional<Program> evaluation = Optional.empty();

  private FoveaPeer(Setting setting) {
    Zoo.Options options =
        new Zoo.Options(setting.classes(), setting.dropout(), setting.normalized());
    loss = new CrossEntropy(setting.classes());
    model =
        Engines.named("onednn")
            .compile(
                Zoo.network(setting.photographs() ? setting.variant() : "cifarnet", options),
                Shape.image(Setting.CHANNELS, setting.side(), setting.side()),
                setting.batch(),
                setting.precision().equals("bf16") ? Precision.BF16 : Precision.F32);
    for (Variable variable : model.variables()) {
      variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
    }
    images = setting.images();
    labels = setting.labels();
    training = model.training(setting.batch());
    training.input().put(0, images);
    optimizer = new Sgd(model.variables(), Setting.MOMENTUM, false, WeightDecay.NONE);
  }

  /** Arguments: the harness's flags. */
  public static void main(String[] arguments) throws IOException {
    Measurement.run(arguments, FoveaPeer::new);
  }

  @Override
  public String name() {
    return "Fovea";
  }

  @Override
  public String version() {
    return Machine.version();
  }

  @Override
  public double train() {
    training.forward(step++);
    double mean = loss.add(training.output(), labels, labels.length, training.outputGradient());
    training.backward();
    optimizer.step(Setting.LEARNING_RATE, step, workers);
    return mean;
  }

  @Override
  public void infer() {
    if (evaluation.isEmpty()) {
      Program program = model.evaluation(labels.length);
      program.input().put(0, images);
      program.freeze();
      evaluation = Optional.of(program);
    }
    evaluation.get().forward(0);
  }

  @Override
  public void close() {
    workers.close();
    model.close();
  }
}
