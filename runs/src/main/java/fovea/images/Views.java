package fovea.images;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import java.util.List;

/**
 * Loaders of the same images in several views, for test-time augmentation.
 *
 * @param all one loader per view
 */
public record Views(List<Loader> all) implements AutoCloseable {

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
