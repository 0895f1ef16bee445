package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.lab.figure.Pictures;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;

/** A network's input as a picture. */
public final class InputPicture {

  private InputPicture() {}

  /**
   * The first image of a set after the deterministic preprocessing of evaluation, before
   * normalisation.
   */
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
