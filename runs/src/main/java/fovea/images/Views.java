package fovea.images;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.nn.Shape;
import java.util.List;

/**
 * Loaders of the same images in several views, for test-time augmentation.
 *
 * @param all one loader per view
 */
public record Views(List<Loader> all) implements AutoCloseable {

  /** Images of a batch if they are small. It has no effect on results. */
  private static final int MAX_BATCH = 250;

  /** Values of a batch: 27 images of 224 x 224. */
  private static final int MAX_VALUES = 1 << 22;

  /** The number of images in a batch that is only evaluated, so that it takes little memory. */
  public static int batch(Shape image) {
    return Math.max(1, Math.min(MAX_BATCH, MAX_VALUES / image.elements()));
  }

  /** Creates one loader per pipeline. Images are not shuffled. */
  public static Views of(ImageSet images, List<Pipeline> pipelines, int batch) {
    return new Views(
        pipelines.stream().map(pipeline -> new Loader(images, pipeline, batch, 0, false)).toList());
  }

  @Override
  public void close() {
    all.forEach(Loader::close);
  }
}
