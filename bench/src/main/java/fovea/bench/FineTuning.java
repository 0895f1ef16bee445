package fovea.bench;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.data.TransferListener;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import fovea.nn.Zoo;
import fovea.recipe.NormalizationKind;
import fovea.recipe.OptimizerKind;
import fovea.recipe.ScheduleKind;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the weights of another task are worth: ResNet-20 learns five classes of CIFAR-10, and then
 * the other five from few images, starting with those weights, or with random ones.
 *
 * <p>Arguments: seeds (5), epochs of the first training (15), epochs of the others (60), images a
 * class of the others (100), data set (cifar10).
 */
public final class FineTuning {

  private static final int HALF = 5;

  private FineTuning() {}

  public static void main(String[] arguments) throws IOException {
    int seeds = integer(arguments, 0, 5);
    int first = integer(arguments, 1, 15);
    int second = integer(arguments, 2, 60);
    int images = integer(arguments, 3, 100);
    String name = arguments.length > 4 ? arguments[4] : "cifar10";
    DataSet all =
        new DataCatalog(DataCatalog.cache(System.getenv()), TransferListener.none()).load(name);
    DataSet other = half(all, HALF, images);
    Path folder = Files.createTempDirectory("fine-tuning");
    double total = 0;
    System.out.println("seed  scratch  fine-tuned  difference");
    for (int seed = 0; seed < seeds; seed++) {
      Path place = folder.resolve("seed-" + seed);
      Run base = plain(half(all, 0, 0), seed).epochs(first).train(place.resolve("base"));
      Experiment few = plain(other, seed).epochs(second);
      double scratch = accuracy(few.train(place.resolve("scratch")));
      double tuned =
          accuracy(
              few.set("init", base.folder())
                  .set("body_lr", 0.02)
                  .train(place.resolve("fine-tuned")));
      total += tuned - scratch;
      System.out.printf(
          Locale.ROOT,
          "%4d  %6.2f%%  %9.2f%%  %+9.2f%n",
          seed,
          100 * scratch,
          100 * tuned,
          100 * (tuned - scratch));
    }
    System.out.printf(
        Locale.ROOT, "mean difference %+.2f points; runs in %s%n", 100 * total / seeds, folder);
  }

  private static int integer(String[] arguments, int index, int usual) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
  }

  private static Experiment plain(DataSet data, int seed) {
    Network network = Zoo.network("resnet20", Zoo.Options.classes(HALF));
    return Experiment.of(data, network)
        .optimizer(OptimizerKind.SGD)
        .momentum(0.9)
        .weightDecay(5e-4)
        .schedule(ScheduleKind.ONE_CYCLE)
        .learningRate(0.1)
        .normalize(NormalizationKind.CHANNEL)
        .augment("flip", "pad-crop:4")
        .batchSize(50)
        .seed(seed);
  }

  /** The test accuracy after the last epoch: a best one would be chosen by the test images. */
  private static double accuracy(Run run) throws IOException {
    return run.history().last().testAccuracy();
  }

  /** Images of five classes, from the given one on; at most so many of each to train on, 0: all. */
  private static DataSet half(DataSet all, int firstClass, int images) {
    ImageSet train = half(all.train(), firstClass);
    return new DataSet(
        all.name() + " " + firstClass,
        images == 0 ? train : train.limit(HALF * images),
        half(all.test(), firstClass));
  }

  private static ImageSet half(ImageSet all, int firstClass) {
    int[] kept =
        IntStream.range(0, all.size())
            .filter(i -> all.label(i) >= firstClass && all.label(i) < firstClass + HALF)
            .toArray();
    byte[] labels = new byte[kept.length];
    byte[] pixels = new byte[kept.length * all.shape().elements()];
    byte[] image = new byte[all.shape().elements()];
    for (int i = 0; i < kept.length; i++) {
      labels[i] = (byte) (all.label(kept[i]) - firstClass);
      all.copy(kept[i], image);
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
    }
    return new ImageSet(
        all.shape(), all.classes().subList(firstClass, firstClass + HALF), labels, pixels);
  }
}
