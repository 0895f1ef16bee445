package fovea.bench;

import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.train.Adagrad;
import fovea.train.Adam;
import fovea.train.GradientAccumulation;
import fovea.train.GradientClipping;
import fovea.train.Lion;
import fovea.train.Muon;
import fovea.train.Optimizer;
import fovea.train.RmsProp;
import fovea.train.Sgd;
import fovea.train.WeightAveraging;
import fovea.train.WeightDecay;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of an optimiser step over the 1.2 million parameters of the lab's network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {

  /** The optimiser, with its wrapper if any. */
  @Param({
    "sgd",
    "momentum",
    "adamw",
    "rmsprop",
    "adagrad",
    "lion",
    "muon",
    "momentum, clipped",
    "momentum, averaged",
    "momentum, accumulated"
  })
  private String kind;

  private Model model;
  private Optimizer optimizer;

  @Setup(Level.Trial)
  public void open() {
    model =
        Engines.named("onednn")
            .compile(
                Zoo.network("cifarnet", Zoo.Options.classes(10)),
                Shape.image(3, 32, 32),
                8,
                Precision.F32);
    optimizer = optimizer(model.variables());
  }

  private Optimizer optimizer(List<Variable> all) {
    WeightDecay decay = new WeightDecay(5e-4, true, false);
    Optimizer momentum = new Sgd(all, 0.9, true, decay);
    return switch (kind) {
      case "sgd" -> new Sgd(all, 0, false, WeightDecay.NONE);
      case "momentum" -> momentum;
      case "adamw" -> new Adam(all, 0.9, 0.999, 1e-8, decay);
      case "rmsprop" -> new RmsProp(all, 0.99, 1e-8, 0.9, decay);
      case "adagrad" -> new Adagrad(all, 1e-8, decay);
      case "lion" -> new Lion(all, 0.9, 0.99, decay);
      case "muon" -> new Muon(all, 0.9, 1, false, decay, Engines.named("onednn").matrixProduct());
      case "momentum, clipped" -> new GradientClipping(momentum, all, 1);
      case "momentum, averaged" -> new WeightAveraging(momentum, all, 0.998);
      case "momentum, accumulated" -> new GradientAccumulation(momentum, all, 2);
      default -> throw new IllegalArgumentException("unknown optimiser " + kind);
    };
  }

  @TearDown(Level.Trial)
  public void close() {
    model.close();
  }

  @Benchmark
  public void step() {
    optimizer.step(1e-9, 1);
  }
}
