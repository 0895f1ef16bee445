package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.lab.figure.Pictures;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;

/** What a trained network sees, as a picture. */
public final class Pictured {

  private Pictured() {}

  /** What the network sees of a set's first image, in colours. */
  public static BufferedImage of(TrainedModel model, ImageSet images) {
    try (Loader loader = model.pictures(images.limit(1), 1)) {
      loader.start(0, 0);
      loader.advance();
      float[] values = new float[loader.shape().elements()];
      loader.images().get(0, values);
      return Pictures.of(values, 0, loader.shape(), 0, 1);
    }
  }
}
