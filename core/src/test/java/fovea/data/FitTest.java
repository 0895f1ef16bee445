package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.Bilinear.Window;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scaled images against Pillow 9.4. The golden values are the first 16 digits of the SHA-256 of
 * their red, green and blue planes. They come from images of
 *
 * <pre>{@code
 * im = Image.new("RGB", (w, h))
 * im.putdata([((37*x + 11*y + x*y) % 256, (91*x + 3*y*y) % 256, (x*x + 53*y) % 256)
 *             for y in range(h) for x in range(w)])
 * planes = b"".join(bytes(c.getdata()) for c in im.split())
 * }</pre>
 */
class FitTest {

  private static BufferedImage image(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = (37 * x + 11 * y + x * y) % 256;
        int green = (91 * x + 3 * y * y) % 256;
        int blue = (x * x + 53 * y) % 256;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static byte[] planes(BufferedImage image) {
    int area = image.getWidth() * image.getHeight();
    byte[] planes = new byte[3 * area];
    for (int i = 0; i < area; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      planes[i] = (byte) (rgb >> 16);
      planes[area + i] = (byte) (rgb >> 8);
      planes[2 * area + i] = (byte) rgb;
    }
    return planes;
  }

  private static String digest(byte[] values) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(values);
    return HexFormat.of().formatHex(digest).substring(0, 16);
  }

  /** {@code im.resize((W, H), Image.BILINEAR)}. */
  @ParameterizedTest
  @CsvSource({
    "40, 30, 20, 15, 91a2c58ab21d00d0",
    "40, 30, 7, 11, 3f2b5931df64f9a5",
    "17, 23, 32, 32, 44cb8f5e5480c32c",
    "300, 200, 32, 48, 295599d09f970972",
    "5, 5, 1, 1, b6813f3af2d45fbf",
    "64, 48, 65, 47, 0f92e086fb6fd494",
    "1, 9, 4, 4, 253bcf7c91386efe",
    "31, 31, 31, 13, fbab0311c38b0ea0"
  })
  void scaledImagesHaveTheBytesThatPillowGives(
      int width, int height, int columns, int rows, String golden) throws Exception {
    Fit fit = new Fit(Size.of(rows, columns), ResizeMode.SQUASH, false);
    assertThat(digest(fit.apply(image(width, height)).values())).isEqualTo(golden);

    byte[] resized = new byte[3 * columns * rows];
    new Resize(Size.of(rows, columns))
        .apply(planes(image(width, height)), Shape.image(3, height, width), resized, 0);
    assertThat(digest(resized)).isEqualTo(golden);
  }

  /**
   * torchvision's {@code Resize(256)} and {@code CenterCrop(224)}: the short side becomes 256, the
   * other one {@code int(256 * long / short)}, and the crop begins at {@code int(round((side - 224)
   * / 2.0))}.
   */
  @ParameterizedTest
  @CsvSource({
    "500, 375, 341, 256, 70a0473d73f2b525",
    "333, 512, 256, 393, 0913f4086d7949b3",
    "256, 300, 256, 300, f973e9f4887bccfb",
    "224, 225, 256, 257, 2bf08c5c51800e2c",
    "225, 301, 256, 342, fc0dbea655e5e45e"
  })
  void photographsAreFittedAsByTheRecipesOfTorchvision(
      int width, int height, int columns, int rows, String golden) throws Exception {
    Fit centre = new Fit(Size.of(224), ResizeMode.CROP, false);
    assertThat(digest(centre.apply(image(width, height)).values())).isEqualTo(golden);
    Picture whole = new Fit(Size.of(224), ResizeMode.CROP, true).apply(image(width, height));
    assertThat(whole.shape()).isEqualTo(Shape.image(3, rows, columns));
    byte[] cut = new byte[3 * 224 * 224];
    Crop.centre(whole.values(), whole.shape(), Shape.image(3, 224, 224), cut);
    assertThat(digest(cut)).isEqualTo(golden);
  }

  @ParameterizedTest
  @CsvSource({
    "640, 480, 320, 240, 366, 274", // 4:3 as wanted; a pixel more than its share, to cover
    "480, 640, 320, 240, 366, 488",
    "100, 100, 64, 32, 64, 64", // without a margin below 128 pixels
    "320, 240, 320, 240, 320, 240"
  })
  void imagesNeedNotBeSquare(
      int width, int height, int columns, int rows, int scaledColumns, int scaledRows) {
    Fit fit = new Fit(Size.of(rows, columns), ResizeMode.CROP, true);
    assertThat(fit.scaled(Size.of(height, width))).isEqualTo(Size.of(scaledRows, scaledColumns));
  }

  @Test
  void aRandomPartOfFullSizeIsTheWholeImage() {
    RandomResizedCrop crop = new RandomResizedCrop(40, 40, 1);
    Window window = crop.window(Size.of(40, 40), findKey(crop));
    byte[] all = new byte[3 * 40 * 40];
    new java.util.Random(1).nextBytes(all);
    byte[] cut = new byte[3 * 40 * 40];
    Shape shape = Shape.image(3, 40, 40);
    long key = findKey(crop);
    crop.apply(all, shape, cut, key);
    assertThat(window).isEqualTo(new Window(0, 0, Size.of(40)));
    assertThat(cut).isEqualTo(all);
  }

  /** A key whose proportions are so near to 1 that they are rounded to it, or none that fits. */
  private static long findKey(RandomResizedCrop crop) {
    long key = 0;
    while (!crop.window(Size.of(40), key).size().equals(Size.of(40))) {
      key++;
    }
    return key;
  }

  @Test
  void randomPartsHaveTheSharesAndProportionsOfTorchvision() {
    RandomResizedCrop crop = new RandomResizedCrop(224, 224, 0.08);
    Size image = Size.of(300, 400);
    double sum = 0;
    int count = 20_000;
    for (long i = 0; i < count; i++) {
      Window window = crop.window(image, CounterBasedRandom.subkey(5, i));
      Size size = window.size();
      double ratio = (double) size.width() / size.height();
      double share = (double) size.area() / image.area();
      assertThat(ratio).isBetween(0.74, 1.35);
      assertThat(share).isBetween(0.079, 1.0);
      assertThat(window.top()).isBetween(0, image.height() - size.height());
      assertThat(window.left()).isBetween(0, image.width() - size.width());
      sum += share;
    }
    // 400,000 draws by the recipe below.
    assertThat(sum / count).isBetween(SHARE - 0.007, SHARE + 0.007);
  }

  /**
   * The mean share of {@code get_params} as torchvision 0.14 has it, transcribed to plain Python:
   *
   * <pre>{@code
   * def params(w, h):
   *   for _ in range(10):
   *     area = h * w * random.uniform(0.08, 1)
   *     ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
   *     cw, ch = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
   *     if 0 < cw <= w and 0 < ch <= h: return cw * ch
   *   ...
   * }</pre>
   */
  private static final double SHARE = 0.433;

  @Test
  void panoramasAreCutAtTheCentre() {
    RandomResizedCrop crop = new RandomResizedCrop(224, 224, 0.9);
    assertThat(crop.window(Size.of(100, 1000), 3)).isEqualTo(new Window(0, 433, Size.of(100, 133)));
    assertThat(crop.window(Size.of(1000, 100), 3)).isEqualTo(new Window(433, 0, Size.of(133, 100)));
  }
}
