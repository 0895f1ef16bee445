package fovea.bench;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.ImageOptions;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.ResizeMode;
import fovea.data.TransferListener;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Size;
import fovea.nn.Zoo;
import fovea.train.CrossEntropy;
import fovea.train.Sgd;
import fovea.train.WeightDecay;
import fovea.train.WorkerPool;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Trains on a folder of very many photographs, and shows how much memory that takes and how long
 * the engine waits for images. The folder has a few hundred different JPEG files, each under many
 * names (hard links), so that it takes little disk space; to Fovea they are as many images.
 *
 * <p>Arguments, all optional: number of images (200000), classes (10), height and width of an image
 * (224), network of the zoo (resnet18), steps of the training (500), batch size (16), precision
 * (auto), {@code stream} to decode images whenever they are read or {@code cache} (cache), a new
 * folder for the images, which is kept (a temporary one).
 */
public final class LargeSet {

  private static final int FILES = 500;
  private static final int WARM_UP = 10;

  /** Steps between looks at the memory. */
  private static final int OFTEN = 10;

  private LargeSet() {}

  /**
   * See the class's comment for the arguments.
   *
   * @throws IOException if files cannot be written or read, or Linux's {@code /proc} is not there
   */
  public static void main(String[] arguments) throws IOException {
    int images = Integer.parseInt(argument(arguments, 0, "200000"));
    int classes = Integer.parseInt(argument(arguments, 1, "10"));
    int side = Integer.parseInt(argument(arguments, 2, "224"));
    String name = argument(arguments, 3, "resnet18");
    int steps = Integer.parseInt(argument(arguments, 4, "500"));
    int batch = Integer.parseInt(argument(arguments, 5, "16"));
    String precision = argument(arguments, 6, "auto");
    boolean stream = argument(arguments, 7, "cache").equals("stream");
    boolean kept = arguments.length > 8;
    Path folder = kept ? Path.of(arguments[8]) : Files.createTempDirectory("large-set");
    try {
      Path photos = folder.resolve("photos");
      long start = System.nanoTime();
      write(photos, images, classes, side);
      tell("written: %,d images of %,d classes in %.1f s", images, classes, seconds(start));
      Path cache = Files.createDirectories(folder.resolve("cache"));
      load(photos, cache, side, stream, "first start");
      tell("cache: %,d MB", bytes(cache) / 1_000_000);
      DataSet data = load(photos, cache, side, stream, "next start");
      Network network = Zoo.network(name, Zoo.Options.classes(classes));
      train(data, network, steps, batch, precision);
    } finally {
      if (!kept) {
        delete(folder);
      }
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static DataSet load(Path photos, Path cache, int side, boolean stream, String when)
      throws IOException {
    long start = System.nanoTime();
    ImageOptions options =
        new ImageOptions(Optional.of(Size.of(side)), ResizeMode.CROP, false, false, false, stream);
    DataSet data =
        new DataCatalog(cache, TransferListener.none())
            .load(photos.toString(), options, format -> {});
    tell(
        "%s: %,d training and %,d test images in %.1f s, heap %.0f MB",
        when, data.train().size(), data.test().size(), seconds(start), Memory.heap());
    return data;
  }

  private static void train(DataSet data, Network network, int steps, int batch, String asked)
      throws IOException {
    Engine engine = Engines.named("onednn");
    var precision = Engines.precision(asked, engine, network, data.train().shape());
    Pipeline pipeline =
        new Pipeline(
            List.of(new HorizontalFlip(0.5)), Normalization.none(data.train().shape().channels()));
    try (Model model = engine.compile(network, data.train().shape(), batch, precision);
        Loader loader = new Loader(data.train(), pipeline, batch, batch, 0, true);
        WorkerPool workers = new WorkerPool(Engines.threads())) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      Program program = model.training(batch);
      CrossEntropy loss = new CrossEntropy(data.classes().size());
      Sgd optimizer = new Sgd(model.variables(), 0.9, false, WeightDecay.NONE);
      long begin = 0;
      long read = 0;
      long waited = 0;
      double most = 0;
      for (int step = 1 - WARM_UP; step <= steps; step++) {
        if (step == 1) {
          begin = System.nanoTime();
          read = readFromDisk();
        }
        long before = System.nanoTime();
        next(loader, step + WARM_UP);
        waited += step > 0 ? System.nanoTime() - before : 0;
        program.forward(loader.images(), step);
        loss.add(program.output(), loader.targets(), loader.size(), program.outputGradient());
        program.backward();
        optimizer.step(1e-3, step + WARM_UP, workers);
        if (step % OFTEN == 0) {
          most = Math.max(most, Memory.resident("RssAnon"));
        }
      }
      double seconds = seconds(begin);
      tell(
          "training: %,d steps of %d images in %s, %.1f images a second, waiting %.2f %% of the"
              + " time",
          steps, batch, precision, steps * batch / seconds, waited / 1e7 / seconds);
      tell(
          "memory: heap %.0f MB in use, heap and buffers %.0f MB at most, with mapped files %.0f"
              + " MB",
          Memory.heap(), most, Memory.resident("VmRSS"));
      tell("read from the disk: %.1f MB a second", (readFromDisk() - read) / 1e6 / seconds);
    }
  }

  /** Moves to the next batch, that of the next pass after the last one. */
  private static void next(Loader loader, int number) {
    int epoch = (number - 1) / loader.batches();
    if ((number - 1) % loader.batches() == 0) {
      loader.start(epoch, 0);
    }
    if (!loader.advance()) {
      throw new IllegalStateException("pass " + epoch + " has ended too soon");
    }
  }

  /** Writes images of all classes in turn. */
  private static void write(Path photos, int images, int classes, int side) throws IOException {
    List<Path> files = new ArrayList<>();
    Path originals = Files.createDirectories(photos.resolveSibling("originals"));
    for (int i = 0; i < Math.min(images, FILES); i++) {
      Path file = originals.resolve(i + ".jpg");
      ImageIO.write(photograph(i, side * 4 / 3, side), "jpg", file.toFile());
      files.add(file);
    }
    for (int label = 0; label < classes; label++) {
      Path folder =
          Files.createDirectories(photos.resolve(String.format(Locale.ROOT, "%06d", label)));
      for (int i = label; i < images; i += classes) {
        Files.createLink(folder.resolve(i + ".jpg"), files.get(i % files.size()));
      }
    }
  }

  /**
   * Soft shapes with some noise, which a JPEG file needs about as many bytes for as a photograph.
   */
  private static BufferedImage photograph(int seed, int width, int height) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] waves = random.doubles(12, 0.5, 8).toArray();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          double wave =
              Math.sin(waves[channel] * x * 6 / width + waves[channel + 3])
                  * Math.cos(waves[channel + 6] * y * 6 / height + waves[channel + 9]);
          int value = (int) (127 + 90 * wave + random.nextInt(-16, 17));
          colour = colour << 8 | value;
        }
        image.setRGB(x, y, colour);
      }
    }
    return image;
  }

  /** Bytes that this process has fetched from the disk so far, by reading or in mapped files. */
  private static long readFromDisk() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
      return lines
          .filter(line -> line.startsWith("read_bytes:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow(() -> new IOException("/proc/self/io has no read_bytes"));
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void tell(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
