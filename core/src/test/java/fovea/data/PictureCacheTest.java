package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures are decoded once, and are the same wherever they are kept. */
class PictureCacheTest {

  private static final Fit WHOLE = new Fit(Size.of(12, 16), ResizeMode.CROP, true);

  @TempDir private Path folder;
  private final List<Path> files = new ArrayList<>();

  @BeforeEach
  void writeImages() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 9; i++) {
      BufferedImage image = new BufferedImage(20 + i, 30 - i, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 200; p++) {
        image.setRGB(p % 20, p / 20, random.nextInt());
      }
      Path file = folder.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    Files.writeString(files.get(4), "damaged");
  }

  private PictureDecoder decoder() {
    return new PictureDecoder(files, WHOLE, false, TransferListener.none());
  }

  private PictureCache cache() {
    return new PictureCache(folder.resolve("cache"));
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve("cache/pictures"))) {
      return found.filter(each -> each.toString().endsWith(".pictures")).toList();
    }
  }

  private static List<byte[]> all(Pictures pictures) {
    return IntStream.range(0, pictures.count())
        .filter(i -> !pictures.index().damaged().containsKey(i))
        .mapToObj(
            i -> {
              byte[] values = new byte[pictures.index().bytes(i)];
              pictures.copy(i, values);
              return values;
            })
        .toList();
  }

  @Test
  void picturesAreTheSameInMemoryInTheCacheAndStreamed() throws IOException {
    Pictures cached = cache().pictures(folder, decoder());
    Pictures held = PictureFile.inMemory(decoder());
    Pictures streamed = new StreamedPixels(files, WHOLE, false, cache().index(folder, decoder()));
    List<byte[]> expected = new ArrayList<>();
    for (Path file : files) {
      if (!file.equals(files.get(4))) {
        expected.add(ImageFiles.load(file, WHOLE, false).values());
      }
    }
    for (Pictures each : List.of(cached, held, streamed)) {
      assertThat(all(each)).usingRecursiveComparison().isEqualTo(expected);
      assertThat(each.index().damaged()).containsOnlyKeys(4);
      assertThat(each.size(2)).isEqualTo(WHOLE.scaled(Size.of(28, 22)));
      assertThat(each.name(2)).isEqualTo(files.get(2).toString());
    }
    int[] readable = {0, 1, 2, 3, 5, 6, 7, 8};
    Shape shape = Shape.image(3, 12, 16);
    assertThat(
            Stream.of(cached, held, streamed)
                .map(each -> ImageSet.of(shape, List.of("a"), new int[9], each, readable))
                .map(ImageSet::checksum))
        .containsOnly(ImageSet.of(shape, List.of("a"), new int[9], held, readable).checksum());
  }

  @Test
  void filesAreDecodedOnceUntilTheyChange() throws IOException {
    cache().pictures(folder, decoder());
    Path made = cached().get(0);
    Files.setLastModifiedTime(made, FileTime.fromMillis(1000));
    byte[] before = Files.readAllBytes(made);
    cache().pictures(folder, decoder());
    assertThat(cached()).containsExactly(made);
    assertThat(Files.readAllBytes(made)).isEqualTo(before);
    Files.setLastModifiedTime(files.get(0), FileTime.fromMillis(5000));
    cache().pictures(folder, decoder());
    assertThat(cached()).hasSize(2);
  }

  @Test
  void aDamagedCacheIsMadeAgain() throws IOException {
    List<byte[]> before = all(cache().pictures(folder, decoder()));
    Path made = cached().get(0);
    try (RandomAccessFile file = new RandomAccessFile(made.toFile(), "rw")) {
      file.setLength(file.length() - 5);
    }
    assertThat(all(cache().pictures(folder, decoder())))
        .usingRecursiveComparison()
        .isEqualTo(before);
    byte[] bytes = Files.readAllBytes(made);
    bytes[200] = (byte) ~bytes[200]; // within the first picture
    Files.write(made, bytes);
    assertThatIllegalStateException()
        .isThrownBy(() -> all(cache().pictures(folder, decoder())))
        .withMessageContainingAll("picture 0 of", "is damaged");
  }

  @Test
  void cleaningLeavesNothing() throws IOException {
    assertThat(cache().clean()).isZero();
    cache().pictures(folder, decoder());
    long bytes = Files.size(cached().get(0));
    assertThat(cache().clean()).isEqualTo(bytes);
    assertThat(cached()).isEmpty();
    assertThat(cache().hasRoomFor(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void whatAKilledDecodingLeftTakesNoRoom() throws IOException {
    Path left = folder.resolve("cache/pictures/.a.pictures.999999999-1.partial");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "the first pictures");
    assertThat(cache().hasRoomFor(1)).isTrue();
    assertThat(left).doesNotExist();
  }

  @Test
  void ofAChangedFileStreamingSaysSo() throws IOException {
    PictureIndex index = cache().index(folder, decoder());
    StreamedPixels streamed = new StreamedPixels(files, WHOLE, false, index);
    BufferedImage other = new BufferedImage(90, 20, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(other, "png", files.get(0).toFile());
    assertThatIllegalStateException()
        .isThrownBy(() -> streamed.copy(0, new byte[10_000]))
        .withMessageContainingAll("0.png", "has changed");
  }

  /** Offsets beyond 2 GiB, in an index: no such file is written. */
  @Test
  void placesAreNotLimitedByAnInt() throws IOException {
    PictureIndex.Builder builder = new PictureIndex.Builder(3000);
    Picture large = new Picture(Shape.image(3, 600, 500), new byte[900_000]);
    for (int i = 0; i < 3000; i++) {
      builder.add(large);
    }
    PictureIndex index = builder.build();
    assertThat(index.totalBytes()).isEqualTo(2_700_000_000L);
    PictureIndex read = PictureIndex.read(ByteBuffer.wrap(index.toBytes()));
    assertThat(read.offset(2999)).isEqualTo(2999 * 900_000L);
    assertThat(read.size(2999)).isEqualTo(Size.of(600, 500));
  }

  /** A sparse file of more than 2 GiB, of which only a few pictures are read. */
  @Test
  void filesLargerThanTwoGigabytesAreMapped() throws IOException {
    int side = 1000;
    int count = 800; // 2.4 GB
    PictureIndex.Builder builder = new PictureIndex.Builder(count);
    byte[] zeros = new byte[3 * side * side];
    for (int i = 0; i < count; i++) {
      builder.add(new Picture(Shape.image(3, side, side), zeros));
    }
    Path file = folder.resolve("large.pictures");
    PictureIndex index = builder.build();
    PictureFile.write(file, out -> index);
    // What lies between the first bytes and the index is a hole.
    byte[] end = Files.readAllBytes(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(16);
      sparse.seek(16 + index.totalBytes());
      sparse.write(end, 16, end.length - 16);
    }
    PictureFile mapped = PictureFile.map(file, List.of());
    byte[] values = new byte[zeros.length];
    for (int i : new int[] {0, 357, 358, 715, 716, 799}) { // beside the borders of mapped parts
      mapped.copy(i, values);
      assertThat(values).isEqualTo(zeros);
    }
  }

  @Test
  void randomPartsAreCutOutOfWholeImagesHoweverTheseAreKept() throws IOException {
    Files.delete(files.remove(4));
    Pipeline pipeline =
        new Pipeline(List.of(new RandomResizedCrop(12, 16, 0.08)), Normalization.none(3));
    Shape shape = Shape.image(3, 12, 16);
    List<float[]> batches = new ArrayList<>();
    List<Pictures> kept =
        List.of(
            PictureFile.inMemory(decoder()),
            new StreamedPixels(files, WHOLE, false, cache().index(folder, decoder())));
    for (Pictures each : kept) {
      ImageSet set = new ImageSet(shape, List.of("a"), new int[8], each);
      try (Loader loader = new Loader(set, pipeline, 5, 1, true)) {
        loader.start(2, 1);
        assertThat(loader.advance()).isTrue();
        float[] batch = new float[3 * shape.elements()];
        loader.images().get(0, batch);
        batches.add(batch);
      }
    }
    assertThat(batches.get(1)).isEqualTo(batches.get(0));
  }

  @Test
  void streamedSetsAreTheSame() throws IOException {
    Files.createDirectories(folder.resolve("set/a"));
    Files.createDirectories(folder.resolve("set/b"));
    for (int i : new int[] {0, 1, 2, 3, 5, 6, 7, 8}) {
      Path to = folder.resolve("set").resolve(i % 2 == 0 ? "a" : "b");
      Files.copy(files.get(i), to.resolve(i + ".png"));
    }
    ImageOptions streaming =
        new ImageOptions(Optional.empty(), ResizeMode.CROP, false, false, false, true);
    DataSet kept = ImageFolder.read(folder.resolve("set"), ImageOptions.DEFAULT);
    DataSet streamed = ImageFolder.read(folder.resolve("set"), streaming);
    assertThat(streamed.train().decodes()).isTrue();
    assertThat(DataIdentity.of(streamed)).isEqualTo(DataIdentity.of(kept));
  }
}
