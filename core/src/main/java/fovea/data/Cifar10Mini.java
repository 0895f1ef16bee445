package fovea.data;

import fovea.nn.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;

/**
 * The subset of CIFAR-10 in the jar: the first 64 training and the first 20 test images of each
 * class, as mosaics with 40 images per row; image i is of class i mod 10.
 */
final class Cifar10Mini {

  private static final int COLUMNS = 40;

  private Cifar10Mini() {}

  static DataSet load() throws IOException {
    return new DataSet(
        "cifar10-mini", read("cifar10-mini-train.png"), read("cifar10-mini-test.png"));
  }

  private static ImageSet read(String resource) throws IOException {
    try (InputStream in = Cifar10Mini.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the jar has no " + resource);
      }
      BufferedImage mosaic = ImageFiles.decode(resource, in.readAllBytes(), 1 << 20);
      Shape shape = CifarBinary.SHAPE;
      int count = COLUMNS * (mosaic.getHeight() / shape.height());
      byte[] labels = new byte[count];
      byte[] pixels = new byte[count * shape.elements()];
      for (int i = 0; i < count; i++) {
        labels[i] = (byte) (i % CifarBinary.CLASSES.size());
        BufferedImage tile =
            mosaic.getSubimage(
                i % COLUMNS * shape.width(),
                i / COLUMNS * shape.height(),
                shape.width(),
                shape.height());
        System.arraycopy(
            ImageFiles.bytes(tile, shape), 0, pixels, i * shape.elements(), shape.elements());
      }
      return new ImageSet(shape, CifarBinary.CLASSES, labels, pixels);
    }
  }
}
