package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import fovea.data.DataFormats;
import fovea.interchange.OnnxImport;
import fovea.lab.ladder.LadderReader;
import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.report.document.Report;
import fovea.recipe.NetworkFile;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunningProcess;
import fovea.train.SafetensorsReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file format that Fovea reads, damaged in thousands of ways: reading ends within seconds,
 * within a bound of memory, with what was read or with one line that says why not. Run it with
 * {@code mvn verify -P fuzz}; the system property {@code fuzz.mutants} changes how many there are.
 */
@Tag("fuzz")
class FileFuzzTest {

  private static final int MUTANTS = Integer.getInteger("fuzz.mutants", 10_000);

  private static final long SECONDS = 10;

  /** Memory that reading a small file may allocate, in bytes. */
  private static final long FILE_BYTES = 64L << 20;

  /** Memory that a small image may take: what its bytes can hold, as decoded and as drawn. */
  private static final long IMAGE_BYTES = 256L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private static Path folder;

  private static Path run;

  private static Path onnx;

  private interface Reader {
    void read(byte[] file) throws Exception;
  }

  /**
   * A file format.
   *
   * @param files right files
   * @param limit the memory that reading may allocate, in bytes
   */
  private record Format(String name, List<byte[]> files, long limit, Reader reader) {

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void train() throws IOException {
    Path network = folder.resolve("small.yaml");
    Files.writeString(
        network, "network:\n  - conv 2 8x8 stride 8\n  - flatten\n  - linear classes");
    run = folder.resolve("run");
    onnx = folder.resolve("small.onnx");
    Caller fovea = new Caller(folder.resolve("cache"));
    fovea.train(run, "--model", network, "--epochs", 1).succeeded();
    fovea.call("export", run, "--onnx", onnx).succeeded();
  }

  static Stream<Format> formats() throws IOException {
    return Stream.of(
        new Format("PNG", pictures("png"), IMAGE_BYTES, DataFormats::image),
        new Format("JPEG", pictures("jpg"), IMAGE_BYTES, DataFormats::image),
        new Format("GIF and BMP", twoKinds(), IMAGE_BYTES, DataFormats::image),
        new Format("TIFF", pictures("tiff"), IMAGE_BYTES, DataFormats::image),
        new Format("WebP", webp(), IMAGE_BYTES, DataFormats::image),
        new Format("IDX images", List.of(idxImages()), FILE_BYTES, DataFormats::idxImages),
        new Format("IDX labels", List.of(idxLabels()), FILE_BYTES, DataFormats::idxLabels),
        new Format("CIFAR-10", List.of(new byte[3 * 3073]), FILE_BYTES, DataFormats::cifar),
        new Format("tar.gz", List.of(gzip(tar())), 8 * FILE_BYTES, inFile(DataFormats::tarGz)),
        new Format("tar", List.of(tar()), 8 * FILE_BYTES, tarInGzip()),
        new Format("safetensors", List.of(safetensors()), FILE_BYTES, inFile(readTensors())),
        new Format(
            "checkpoint", content(run, "best.safetensors"), FILE_BYTES, inFile(Provenance::of)),
        new Format("run.json", content(run, "run.json"), FILE_BYTES, inRun("run.json")),
        new Format("metrics", content(run, "metrics.jsonl"), FILE_BYTES, inRun("metrics.jsonl")),
        new Format("steps", content(run, "steps.jsonl"), FILE_BYTES, inRun("steps.jsonl")),
        new Format("a run's process", List.of(process()), FILE_BYTES, inRun("process.json")),
        new Format(
            "a run's network", content(run, "network.yaml"), FILE_BYTES, inRun("network.yaml")),
        new Format("ONNX", List.of(Files.readAllBytes(onnx)), FILE_BYTES, inFile(importer())),
        new Format("report", List.of(report()), FILE_BYTES, reportReader()),
        new Format("a run's recipe", content(run, "recipe.yaml"), FILE_BYTES, inRun("recipe.yaml")),
        new Format(
            "recipe",
            List.of(
                "dataset: cifar10\nepochs: 3\nnetwork:\n  - conv 8 3x3\n  - flatten\n"
                    .getBytes(StandardCharsets.UTF_8)),
            FILE_BYTES,
            named("recipe.yaml", file -> RecipeReader.read(file.toString(), Map.of()))),
        new Format(
            "ladder",
            List.of(
                "base: baseline\nextend: first\nsteps:\n  - name: a\n  - name: b\n    lr: 0.1\n"
                    .getBytes(StandardCharsets.UTF_8)),
            FILE_BYTES,
            named("ladder.yaml", file -> LadderReader.read(file.toString(), Map.of()))),
        new Format(
            "network",
            content(Path.of("..", "examples", "networks"), "resnet.yaml"),
            FILE_BYTES,
            named("network.yaml", NetworkFile::read)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void isReadOrRefusedInOneLine(Format format) throws InterruptedException {
    Mutator mutator = new Mutator(format.name().hashCode());
    Figures figures = new Figures();
    List<String> faults = new ArrayList<>();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < MUTANTS && faults.size() < 5; i++) {
        byte[] mutant = mutator.mutate(format.files().get(i % format.files().size()));
        int number = i;
        try {
          reader
              .submit(() -> read(format, mutant, figures))
              .get(SECONDS, TimeUnit.SECONDS)
              .ifPresent(fault -> faults.add("mutant " + number + ": " + fault));
        } catch (TimeoutException e) {
          faults.add("mutant " + number + " hangs");
          reader.shutdownNow();
          reader = Executors.newSingleThreadExecutor();
        } catch (ExecutionException e) {
          faults.add("mutant " + number + ": " + e.getCause());
        }
      }
    } finally {
      reader.shutdownNow();
    }
    System.out.println(format + ": " + figures);
    assertThat(faults).isEmpty();
  }

  /** What becomes of a mutant: the fault if there is one. */
  private static Optional<String> read(Format format, byte[] mutant, Figures figures) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    try {
      format.reader().read(mutant);
      figures.read++;
    } catch (Exception e) {
      figures.refused++;
      String line = Failure.text(e);
      if (line.startsWith("unexpected error") || e.getMessage().lines().count() > 1) {
        return Optional.of(e.toString());
      }
    } catch (StackOverflowError | OutOfMemoryError e) {
      return Optional.of(e.toString());
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    figures.bytes = Math.max(figures.bytes, allocated);
    figures.nanos = Math.max(figures.nanos, System.nanoTime() - start);
    return allocated > format.limit()
        ? Optional.of("allocates " + (allocated >> 20) + " MB")
        : Optional.empty();
  }

  /** What was seen of a format. */
  private static final class Figures {

    private int read;
    private int refused;
    private long bytes;
    private long nanos;

    @Override
    public String toString() {
      return "%s mutants read, %s refused, each in at most %s MB and %s ms"
          .formatted(read, refused, bytes >> 20, nanos / 1_000_000);
    }
  }

  private interface FileReader {
    void read(Path file) throws Exception;
  }

  private static Reader inFile(FileReader reader) {
    return named("fuzzed.bin", reader);
  }

  private static Reader named(String name, FileReader reader) {
    return bytes -> reader.read(Files.write(folder.resolve(name), bytes));
  }

  private static FileReader readTensors() {
    return file -> {
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        for (String name : reader.names()) {
          reader.read(name, List.of(2, 3));
        }
      }
    };
  }

  private static FileReader importer() {
    OnnxImport.Options options =
        new OnnxImport.Options(Optional.empty(), 1, List.of(), Optional.empty(), "fuzz");
    int[] number = {0};
    return file -> OnnxImport.read(file, folder.resolve("imported-" + number[0]++), options);
  }

  private static byte[] process() {
    return "{\"pid\":4711,\"started\":1700000000000}".getBytes(StandardCharsets.UTF_8);
  }

  private static Report report(Path of) {
    Fact fact = new Fact.Statement("q1-loss", List.of(), "The loss was 1.5.");
    Section section =
        new Section(1, true, false, "Loss", List.of(fact), "What do you see?", Optional.empty());
    return new Report(of, (runs, language, answers) -> List.of(section));
  }

  private static byte[] report() throws IOException {
    Path of = folder.resolve("new report");
    Path file =
        report(of).create(new Report.Choice(Optional.of(folder.resolve("none")), Optional.empty()));
    return Files.readAllBytes(file);
  }

  private static Reader reportReader() throws IOException {
    Path of = Files.createDirectories(folder.resolve("report"));
    Report.Choice choice = new Report.Choice(Optional.empty(), Optional.empty());
    return bytes -> {
      Files.write(of.resolve("report.md"), bytes);
      report(of).verify(choice);
      report(of).followUp(choice);
    };
  }

  private static Reader tarInGzip() {
    return bytes -> inFile(DataFormats::tarGz).read(gzip(bytes));
  }

  /** A run one of whose files is replaced. */
  private static Reader inRun(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("run with " + name));
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return bytes -> {
      Files.write(copy.resolve(name), bytes);
      Run opened = Run.open(copy);
      Provenance.of(opened);
      History.of(opened);
      opened.network();
      opened.forgetStepsAfter(3);
      RunningProcess.training(copy);
    };
  }

  private static List<byte[]> content(Path directory, String name) throws IOException {
    return List.of(Files.readAllBytes(directory.resolve(name)));
  }

  private static List<byte[]> pictures(String format) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = new BufferedImage(16, 12, type);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(Color.ORANGE);
      graphics.fillOval(2, 2, 9, 7);
      graphics.dispose();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (ImageIO.write(image, format, out)) {
        files.add(out.toByteArray());
      }
    }
    return files;
  }

  /** Java writes none, so these are the files that decoding is tested with. */
  private static List<byte[]> webp() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String name : List.of("lossy", "lossy-alpha", "lossless", "profile", "moving")) {
      files.add(
          Files.readAllBytes(
              Path.of("../core/src/test/resources/fovea/data/formats", name + ".webp")));
    }
    return files;
  }

  private static List<byte[]> twoKinds() throws IOException {
    List<byte[]> files = new ArrayList<>(pictures("gif"));
    files.addAll(pictures("bmp"));
    return files;
  }

  private static byte[] idxImages() {
    return ByteBuffer.allocate(16 + 2 * 4 * 4).putInt(0x803).putInt(2).putInt(4).putInt(4).array();
  }

  private static byte[] idxLabels() {
    return ByteBuffer.allocate(10).putInt(0x801).putInt(2).put((byte) 3).put((byte) 9).array();
  }

  private static byte[] safetensors() {
    String header =
        "{\"__metadata__\":{\"fovea.seed\":\"1\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[24,36]}}";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + 36)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (String name : List.of("folder/a.bin", "folder/b.bin")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(700);
        tar.putArchiveEntry(entry);
        tar.write(new byte[700]);
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
