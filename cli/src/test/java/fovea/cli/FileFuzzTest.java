package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import fovea.data.DataFormats;
import fovea.lab.ladder.LadderReader;
import fovea.recipe.NetworkFile;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Provenance;
import fovea.run.Run;
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

  /** Memory that an image may take: 100 million pixels, as decoded and as drawn. */
  private static final long IMAGE_BYTES = 1200L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private static Path folder;

  private static Path run;

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
  static void train() {
    run = folder.resolve("run");
    new Caller(folder.resolve("cache")).train(run).succeeded();
  }

  static Stream<Format> formats() throws IOException {
    return Stream.of(
        new Format("PNG", pictures("png"), IMAGE_BYTES, DataFormats::image),
        new Format("JPEG", pictures("jpg"), IMAGE_BYTES, DataFormats::image),
        new Format("GIF and BMP", twoKinds(), IMAGE_BYTES, DataFormats::image),
        new Format("IDX images", List.of(idxImages()), FILE_BYTES, DataFormats::idxImages),
        new Format("IDX labels", List.of(idxLabels()), FILE_BYTES, DataFormats::idxLabels),
        new Format("CIFAR-10", List.of(new byte[3 * 3073]), FILE_BYTES, DataFormats::cifar),
        new Format("tar.gz", List.of(gzip(tar())), 8 * FILE_BYTES, inFile(DataFormats::tarGz)),
        new Format("tar", List.of(tar()), 8 * FILE_BYTES, tarInGzip()),
        new Format("safetensors", List.of(safetensors()), FILE_BYTES, inFile(readTensors())),
        new Format("checkpoint", List.of(safetensors()), FILE_BYTES, inFile(Provenance::of)),
        new Format("run.json", content(run, "run.json"), FILE_BYTES, inRun("run.json")),
        new Format("metrics", content(run, "metrics.jsonl"), FILE_BYTES, inRun("metrics.jsonl")),
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
    List<String> faults = new ArrayList<>();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < MUTANTS && faults.size() < 5; i++) {
        byte[] mutant = mutator.mutate(format.files().get(i % format.files().size()));
        int number = i;
        try {
          reader
              .submit(() -> read(format, mutant))
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
    assertThat(faults).isEmpty();
  }

  private static Optional<String> read(Format format, byte[] mutant) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      format.reader().read(mutant);
    } catch (Exception e) {
      String line = Failure.text(e);
      if (line.startsWith("unexpected error") || e.getMessage().lines().count() > 1) {
        return Optional.of(e.toString());
      }
    } catch (StackOverflowError | OutOfMemoryError e) {
      return Optional.of(e.toString());
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    return allocated > format.limit()
        ? Optional.of("allocates " + (allocated >> 20) + " MB")
        : Optional.empty();
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
