package fovea.lab.baseline;

import boofcv.abst.feature.dense.DescribeImageDense;
import boofcv.factory.feature.dense.ConfigDenseSift;
import boofcv.factory.feature.dense.DenseSampling;
import boofcv.factory.feature.dense.FactoryDescribeImageDense;
import boofcv.struct.feature.TupleDesc_F64;
import boofcv.struct.image.GrayF32;
import fovea.data.ImageSet;
import fovea.nn.Shape;
import java.util.List;

/**
 * SIFT descriptors (Lowe 2004) of greyscale images on a regular grid, by BoofCV. Not thread-safe.
 */
final class DenseSift {

  /** Elements of a descriptor: 4 x 4 cells with 8 orientation bins each. */
  static final int ELEMENTS = 128;

  private static final int CELLS = 4;

  /** Luma weights of red, green and blue (ITU-R BT.601). */
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private final DescribeImageDense<GrayF32, TupleDesc_F64> describe;
  private final Shape shape;
  private final GrayF32 grey;
  private final byte[] pixels;

  /**
   * @param shape shape of the images
   * @param patch side of a descriptor's patch in pixels
   * @param step grid spacing in pixels
   * @throws IllegalArgumentException if the patch size is not a multiple of 4 or exceeds the image
   */
  DenseSift(Shape shape, int patch, int step) {
    if (patch < CELLS || patch % CELLS != 0 || patch > Math.min(shape.height(), shape.width())) {
      throw new IllegalArgumentException(
          "patch size is %s: it must be a multiple of %s, and images have %s x %s pixels"
              .formatted(patch, CELLS, shape.height(), shape.width()));
    }
    ConfigDenseSift config = new ConfigDenseSift(new DenseSampling(step, step));
    config.sift.widthGrid = CELLS;
    config.sift.widthSubregion = patch / CELLS;
    describe = FactoryDescribeImageDense.sift(config, GrayF32.class);
    this.shape = shape;
    grey = new GrayF32(shape.width(), shape.height());
    pixels = new byte[shape.elements()];
  }

  /** The descriptors of an image, in row-major order; valid until the next call. */
  List<TupleDesc_F64> of(ImageSet images, int image) {
    images.copy(image, pixels);
    int area = shape.area();
    boolean colour = shape.channels() == LUMA.length;
    for (int i = 0; i < area; i++) {
      float sum = 0;
      for (int channel = 0; channel < shape.channels(); channel++) {
        float weight = colour ? LUMA[channel] : 1f / shape.channels();
        sum += weight * (pixels[channel * area + i] & 0xff);
      }
      grey.data[i] = sum;
    }
    describe.process(grey);
    return describe.getDescriptions();
  }
}
