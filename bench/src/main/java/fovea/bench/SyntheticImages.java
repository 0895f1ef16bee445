package fovea.bench;

import fovea.data.ImageSet;
import fovea.nn.CountedRandom;
import fovea.nn.CountedRandom.Purpose;
import fovea.nn.Shape;
import java.util.Collections;
import java.util.List;

/** Image sets of random pixels. */
final class SyntheticImages {

  private SyntheticImages() {}

  static ImageSet of(Shape shape, int count, int classes) {
    List<String> names = Collections.nCopies(classes, "class");
    byte[] labels = new byte[count];
    byte[] pixels = new byte[Math.multiplyExact(count, shape.elements())];
    long key = CountedRandom.key(0, Purpose.SYNTHETIC);
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % classes);
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) CountedRandom.bits(key, i);
    }
    return new ImageSet(shape, names, labels, pixels);
  }
}
