package fovea.data;

import fovea.nn.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images that a data set has more than once, and test images that are among the training images, by
 * which a network is judged too well.
 *
 * <p>Images are the same if their values are. They are nearly the same if the values of their
 * thumbnails, 8 x 8 in grey, differ by at most 3 of 255 in the mean. Candidates for that are images
 * whose difference hashes (64 bits: whether a cell of the thumbnail is lighter than its neighbour)
 * agree in one of four quarters, and differ by at most 6 bits.
 *
 * @param sameInTrain number of training images that are the same as an earlier one
 * @param nearInTrain number of training images that are nearly the same as an earlier one
 * @param sameInTest number of test images that are the same as a training image
 * @param nearInTest number of test images that are nearly the same as a training image
 * @param examples some of the pairs
 */
public record Duplicates(
    int sameInTrain, int nearInTrain, int sameInTest, int nearInTest, List<Pair> examples) {

  private static final int NEAR = 3;
  private static final int BITS = 6;

  private static final int SIDE = 8;
  private static final int QUARTERS = 4;
  private static final int MAX_EXAMPLES = 5;

  /** Images that are compared with one of the same quarter; of flat images there are many. */
  private static final int MAX_COMPARED = 50;

  /**
   * Two images, the second of which is a duplicate.
   *
   * @param first the name of a training image
   * @param second the name of a training or test image
   * @param same whether they are the same, not nearly
   * @param leaked whether the second is a test image
   */
  public record Pair(String first, String second, boolean same, boolean leaked) {}

  public Duplicates {
    examples = List.copyOf(examples);
  }

  /** Finds the duplicates of a data set; the images for a final test are test images too. */
  public static Duplicates of(DataSet data) {
    Search search = new Search(data.train());
    for (int i = 0; i < data.train().size(); i++) {
      search.take(data.train(), i, false);
    }
    List<ImageSet> tests = new ArrayList<>(List.of(data.test()));
    data.finalTest().ifPresent(tests::add);
    for (ImageSet test : tests) {
      for (int i = 0; i < test.size(); i++) {
        search.take(test, i, true);
      }
    }
    return search.result();
  }

  /** Compares each image with the training images before it. */
  private static final class Search {
    private final ImageSet train;
    private final MessageDigest digest = Sha256.digest();
    private final Map<Long, Integer> byContent = new HashMap<>();
    private final List<Map<Integer, List<Integer>>> byQuarter = new ArrayList<>();
    private final long[] hashes;
    private final byte[] thumbnails;
    private final byte[] pixels;

    /** Same and nearly the same, in the training and in the test images. */
    private final int[][] counts = new int[2][2];

    private final List<Pair> examples = new ArrayList<>();

    Search(ImageSet train) {
      this.train = train;
      hashes = new long[train.size()];
      thumbnails = new byte[Math.multiplyExact(train.size(), SIDE * SIDE)];
      pixels = new byte[train.shape().elements()];
      for (int quarter = 0; quarter < QUARTERS; quarter++) {
        byQuarter.add(new HashMap<>());
      }
    }

    void take(ImageSet images, int image, boolean leaks) {
      images.copy(image, pixels);
      long content = ByteBuffer.wrap(digest.digest(pixels)).getLong();
      byte[] thumbnail = thumbnail(pixels, images.shape());
      long hash = hash(thumbnail);
      Optional<Integer> same = Optional.ofNullable(byContent.get(content));
      Optional<Integer> found = same.or(() -> near(thumbnail, hash));
      found.ifPresent(
          first -> {
            counts[leaks ? 1 : 0][same.isPresent() ? 0 : 1]++;
            if (examples.stream().filter(each -> each.leaked() == leaks).count() < MAX_EXAMPLES) {
              examples.add(
                  new Pair(train.name(first), images.name(image), same.isPresent(), leaks));
            }
          });
      if (!leaks) {
        byContent.putIfAbsent(content, image);
        hashes[image] = hash;
        System.arraycopy(thumbnail, 0, thumbnails, image * SIDE * SIDE, SIDE * SIDE);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
          byQuarter
              .get(quarter)
              .computeIfAbsent(part(hash, quarter), each -> new ArrayList<>())
              .add(image);
        }
      }
    }

    private Optional<Integer> near(byte[] thumbnail, long hash) {
      for (int quarter = 0; quarter < QUARTERS; quarter++) {
        List<Integer> candidates =
            byQuarter.get(quarter).getOrDefault(part(hash, quarter), List.of());
        for (int candidate : candidates.subList(0, Math.min(MAX_COMPARED, candidates.size()))) {
          if (Long.bitCount(hashes[candidate] ^ hash) <= BITS
              && difference(thumbnail, candidate) <= NEAR * SIDE * SIDE) {
            return Optional.of(candidate);
          }
        }
      }
      return Optional.empty();
    }

    private int difference(byte[] thumbnail, int candidate) {
      int sum = 0;
      for (int i = 0; i < thumbnail.length; i++) {
        sum += Math.abs((thumbnail[i] & 0xff) - (thumbnails[candidate * SIDE * SIDE + i] & 0xff));
      }
      return sum;
    }

    private static int part(long hash, int quarter) {
      return (int) (hash >>> (16 * quarter) & 0xffff);
    }

    Duplicates result() {
      return new Duplicates(counts[0][0], counts[0][1], counts[1][0], counts[1][1], examples);
    }
  }

  /** An image in grey, the mean of its channels, as 8 x 8 means of areas. */
  private static byte[] thumbnail(byte[] pixels, Shape shape) {
    int[] sums = new int[SIDE * SIDE];
    int[] counts = new int[SIDE * SIDE];
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        int cells = y * SIDE / shape.height() * SIDE;
        int row = (channel * shape.height() + y) * shape.width();
        for (int x = 0; x < shape.width(); x++) {
          int cell = cells + x * SIDE / shape.width();
          sums[cell] += pixels[row + x] & 0xff;
          counts[cell]++;
        }
      }
    }
    byte[] thumbnail = new byte[SIDE * SIDE];
    for (int i = 0; i < thumbnail.length; i++) {
      thumbnail[i] = (byte) (counts[i] == 0 ? 0 : sums[i] / counts[i]);
    }
    return thumbnail;
  }

  /** A bit a cell: whether it is lighter than the next one of its row, or of the next row. */
  private static long hash(byte[] thumbnail) {
    long hash = 0;
    for (int i = 0; i < thumbnail.length; i++) {
      int next = (i + 1) % thumbnail.length;
      hash = hash << 1 | ((thumbnail[i] & 0xff) > (thumbnail[next] & 0xff) ? 1 : 0);
    }
    return hash;
  }

  /** Whether there are any. */
  public boolean any() {
    return Arrays.stream(new int[] {sameInTrain, nearInTrain, sameInTest, nearInTest})
        .anyMatch(each -> each > 0);
  }
}
