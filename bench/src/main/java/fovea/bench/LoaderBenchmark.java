package fovea.bench;

import fovea.data.HorizontalFlip;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.nn.Shape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Images a second that the loader crops, flips and turns into floats when nobody holds it up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoaderBenchmark {

  private static final int IMAGES = 12_800;
  private static final int BATCH = 128;

  private Loader loader;
  private int epoch;

  @Setup(Level.Trial)
  public void open() {
    Shape shape = Shape.image(3, 32, 32);
    loader =
        new Loader(
            SyntheticImages.of(shape, IMAGES, 10),
            new Pipeline(
                List.of(new RandomCrop(32, 4), new HorizontalFlip(0.5)), Normalization.none(3)),
            BATCH,
            0,
            true);
  }

  @TearDown(Level.Trial)
  public void close() {
    loader.close();
  }

  /** One pass over all images. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public float pass() {
    loader.start(epoch++, 0);
    float last = 0;
    while (loader.advance()) {
      last += loader.images().get(0);
    }
    return last;
  }
}
