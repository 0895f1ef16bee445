package fovea.bench;

import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.onednn.OneDnnEngine;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.train.Sgd;
import fovea.train.WeightDecay;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A step of the optimiser over the 1.2 million parameters of the lab's network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {

  private Model model;
  private Sgd plain;
  private Sgd momentum;

  @Setup(Level.Trial)
  public void open() {
    model =
        new OneDnnEngine()
            .compile(
                Zoo.network("cifarnet", Zoo.Options.classes(10)),
                Shape.image(3, 32, 32),
                8,
                Precision.F32);
    plain = new Sgd(model.variables(), 0, false, WeightDecay.coupled(0));
    momentum = new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(5e-4));
  }

  @TearDown(Level.Trial)
  public void close() {
    model.close();
  }

  @Benchmark
  public void plainSgd() {
    plain.step(1e-9, 1);
  }

  @Benchmark
  public void momentumAndDecay() {
    momentum.step(1e-9, 1);
  }
}
