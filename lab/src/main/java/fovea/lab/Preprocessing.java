package fovea.lab;

import fovea.data.CenterCrop;
import fovea.data.ChannelStatistics;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.data.Transform;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;

/** What a recipe does to images: to those of training, and to those of test. */
final class Preprocessing {

  private static final double FLIP_PROBABILITY = 0.5;

  private Preprocessing() {}

  static Normalization normalization(Recipe recipe, DataSet data) {
    return switch (recipe.normalize()) {
      case "channel" -> ChannelStatistics.of(data.train()).perChannel();
      case "image-average" -> ChannelStatistics.of(data.train()).imageAverage();
      default -> Normalization.none(data.shape().channels());
    };
  }

  static Pipeline train(Recipe recipe, Shape shape, Normalization normalization) {
    List<Transform> transforms = new ArrayList<>();
    if (recipe.augment().contains("crop")) {
      transforms.add(new RandomCrop(cropped(shape), 0));
    }
    if (recipe.augment().contains("flip")) {
      transforms.add(new HorizontalFlip(FLIP_PROBABILITY));
    }
    return new Pipeline(transforms, normalization);
  }

  static Pipeline test(Recipe recipe, Shape shape, Normalization normalization) {
    List<Transform> transforms =
        recipe.augment().contains("crop") ? List.of(new CenterCrop(cropped(shape))) : List.of();
    return new Pipeline(transforms, normalization);
  }

  /** 28 of 32 rows and columns, and that share of other sizes. */
  private static int cropped(Shape shape) {
    return Math.max(1, Math.min(shape.height(), shape.width()) * 7 / 8);
  }
}
