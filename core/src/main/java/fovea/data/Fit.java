package fovea.data;

import fovea.data.Bilinear.Window;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.image.BufferedImage;

/**
 * How images of any size are brought to a wanted one.
 *
 * @param wanted the wanted size
 * @param mode what is done about other proportions
 * @param whole whether to keep what is outside of the centre, for random crops to be cut from
 */
record Fit(Size wanted, ResizeMode mode, boolean whole) {

  /**
   * The size that an image is scaled to. For {@link ResizeMode#CROP} it covers the wanted size with
   * a margin, 256 for 224 pixels as in torchvision's recipes; there is none below 128 pixels, and
   * an image that has the wanted size keeps it.
   */
  Size scaled(Size image) {
    return image.equals(wanted)
        ? wanted
        : switch (mode) {
          case CROP ->
              covering(
                  image,
                  ResizeMode.withMargin(wanted.height()),
                  ResizeMode.withMargin(wanted.width()));
          case SQUASH -> wanted;
          case PAD -> inside(image);
        };
  }

  /** The smallest size with the image's proportions that covers bounds; fractions are dropped. */
  private static Size covering(Size image, long height, long width) {
    return height * image.width() >= width * image.height()
        ? Size.of((int) height, (int) (height * image.width() / image.height()))
        : Size.of((int) (width * image.height() / image.width()), (int) width);
  }

  /** The largest size with the image's proportions inside of the wanted one. */
  private Size inside(Size image) {
    long height = wanted.height();
    long width = wanted.width();
    if (width * image.height() > height * image.width()) {
      width = Math.max(1, Math.round((double) height * image.width() / image.height()));
    } else {
      height = Math.max(1, Math.round((double) width * image.height() / image.width()));
    }
    return Size.of((int) height, (int) width);
  }

  /** The part of a scaled image that is kept. */
  private Window kept(Size scaled) {
    return whole || mode != ResizeMode.CROP
        ? new Window(0, 0, scaled)
        : new Window(
            Crop.offset(scaled.height(), wanted.height()),
            Crop.offset(scaled.width(), wanted.width()),
            wanted);
  }

  /**
   * Fits an image.
   *
   * @param image an opaque RGB image
   * @return 3 x H x W; larger than wanted if it is kept whole
   */
  Picture apply(BufferedImage image) {
    Size own = Size.of(image.getHeight(), image.getWidth());
    Size scaled = scaled(own);
    Window kept = kept(scaled);
    byte[] values = new byte[3 * kept.size().area()];
    Bilinear.scale(rows(image), 3, own, scaled, kept, values);
    return mode == ResizeMode.PAD && !scaled.equals(wanted)
        ? padded(values, scaled)
        : new Picture(Shape.image(3, kept.size().height(), kept.size().width()), values);
  }

  private static Bilinear.Rows rows(BufferedImage image) {
    int width = image.getWidth();
    int[] pixels = new int[width];
    return (row, planes) -> {
      image.getRaster().getDataElements(0, row, width, 1, pixels);
      for (int x = 0; x < width; x++) {
        planes[x] = (byte) (pixels[x] >> 16);
        planes[width + x] = (byte) (pixels[x] >> 8);
        planes[2 * width + x] = (byte) pixels[x];
      }
    };
  }

  /** Places an image at the centre of the wanted size, which is black around it. */
  private Picture padded(byte[] values, Size size) {
    Shape shape = Shape.image(3, wanted.height(), wanted.width());
    byte[] padded = new byte[shape.elements()];
    int top = (wanted.height() - size.height()) / 2;
    int left = (wanted.width() - size.width()) / 2;
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < size.height(); row++) {
        System.arraycopy(
            values,
            (channel * size.height() + row) * size.width(),
            padded,
            (channel * wanted.height() + top + row) * wanted.width() + left,
            size.width());
      }
    }
    return new Picture(shape, padded);
  }
}
