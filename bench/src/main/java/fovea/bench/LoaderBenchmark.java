package fovea.bench;

import fovea.data.AlternatingFlip;
import fovea.data.ColorJitter;
import fovea.data.CutMix;
import fovea.data.Cutout;
import fovea.data.HorizontalFlip;
import fovea.data.Labelling;
import fovea.data.Loader;
import fovea.data.Mixing;
import fovea.data.Mixup;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomAffine;
import fovea.data.RandomCrop;
import fovea.data.RandomDistortion;
import fovea.data.RandomErasing;
import fovea.data.Transform;
import fovea.nn.Shape;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Maximum throughput of the loader with one thread, in images per second. It should be three times
 * the engine's, so that training never waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoaderBenchmark {

  private static final int IMAGES = 12_800;
  private static final int BATCH = 128;

  /** The augmentation of each image. */
  @Param({
    "plain",
    "crop-flip",
    "reflect-crop",
    "affine",
    "jitter",
    "hue",
    "rand-augment",
    "trivial-augment",
    "cutout",
    "erase",
    "mixup",
    "cutmix",
    "everything"
  })
  private String work;

  private Loader loader;
  private int epoch;

  @Setup(Level.Trial)
  public void open() {
    Shape shape = Shape.image(3, 32, 32);
    loader = new Loader(SyntheticImages.of(shape, IMAGES, 10), pipeline(work), BATCH, 0, true);
  }

  /**
   * The pipeline of a recipe's augmentation of the same name; all but {@code plain}, {@code
   * crop-flip} and {@code reflect-crop} are preceded by a crop and a flip.
   */
  private static Pipeline pipeline(String work) {
    List<Integer> grey = List.of(125, 123, 114);
    List<Transform> cropFlip = List.of(new RandomCrop(32, 4), new HorizontalFlip(0.5));
    RandomAffine affine = new RandomAffine(15, 0.125, 0.1, grey);
    ColorJitter jitter = new ColorJitter(0.2, 0.05);
    RandomDistortion rand = RandomDistortion.randAugment(9, grey);
    RandomDistortion trivial = RandomDistortion.trivialAugment(grey);
    return switch (work) {
      case "plain" -> pipeline(List.of(), List.of(), List.of());
      case "crop-flip" -> pipeline(cropFlip, List.of(), List.of());
      case "reflect-crop" ->
          pipeline(
              List.of(new RandomCrop(32, 4, RandomCrop.Border.REFLECTED), new AlternatingFlip()),
              List.of(),
              List.of());
      case "affine" -> pipeline(cropFlip, List.of(affine), List.of());
      case "jitter" -> pipeline(cropFlip, List.of(new ColorJitter(0.2, 0)), List.of());
      case "hue" -> pipeline(cropFlip, List.of(jitter), List.of());
      case "rand-augment" -> pipeline(cropFlip, List.of(rand, rand), List.of());
      case "trivial-augment" -> pipeline(cropFlip, List.of(trivial), List.of());
      case "cutout" -> pipeline(cropFlip, List.of(new Cutout(8, grey)), List.of());
      case "erase" -> pipeline(cropFlip, List.of(new RandomErasing(0.25, grey)), List.of());
      case "mixup" -> pipeline(cropFlip, List.of(), List.of(new Mixup(0.2)));
      case "cutmix" -> pipeline(cropFlip, List.of(), List.of(new CutMix(1)));
      case "everything" ->
          pipeline(
              cropFlip,
              List.of(
                  affine,
                  jitter,
                  rand,
                  rand,
                  trivial,
                  new Cutout(8, grey),
                  new RandomErasing(0.25, grey)),
              List.of(new Mixup(0.2), new CutMix(1)));
      default -> throw new IllegalArgumentException("unknown work " + work);
    };
  }

  private static Pipeline pipeline(
      List<Transform> first, List<Transform> more, List<Mixing> mixings) {
    List<Transform> all = new ArrayList<>(first);
    all.addAll(more);
    return new Pipeline(all, Normalization.none(3), new Labelling(0.1), mixings);
  }

  @TearDown(Level.Trial)
  public void close() {
    loader.close();
  }

  /** One epoch. */
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
