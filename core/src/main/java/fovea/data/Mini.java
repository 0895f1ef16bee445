package fovea.data;

import fovea.nn.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;

/**
 * CIFAR-10 in small, inside the jar: of each class the first 64 training and the first 20 test
 * images, in mosaics of 40 images a row; image i is of class i mod 10.
 */
final class Mini {

  private static final int COLUMNS = 40;

  private Mini() {}

  static DataSet load() throws IOException {
    return new DataSet(
        "cifar10-mini", read("cifar10-mini-train.png"), read("cifar10-mini-test.png"));
  }

  private static ImageSet read(String resource) throws IOException {
    try (InputStream in = Mini.class.getResourceAsStream(resource)) {
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
