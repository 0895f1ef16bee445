package fovea.lab;

import fovea.data.CenterCrop;
import fovea.data.ChannelStatistics;
import fovea.data.CutMix;
import fovea.data.Cutout;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.Labelling;
import fovea.data.Mixing;
import fovea.data.Mixup;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.data.Transform;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;

/** What a recipe does to images: to those of training, and to those of test. */
final class Preprocessing {

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
    List<Mixing> mixings = new ArrayList<>();
    for (String text : recipe.augment()) {
      Augmentation augmentation = Augmentation.parse(text);
      int whole = (int) augmentation.number();
      switch (augmentation.kind()) {
        case CROP -> transforms.add(new RandomCrop(cropped(augmentation, shape), 0));
        case PAD_CROP -> transforms.add(new RandomCrop(side(shape), whole));
        case FLIP -> transforms.add(new HorizontalFlip(augmentation.number()));
        case CUTOUT -> transforms.add(new Cutout(whole, blank(normalization)));
        case MIXUP -> mixings.add(new Mixup(augmentation.number()));
        case CUTMIX -> mixings.add(new CutMix(augmentation.number()));
      }
    }
    return new Pipeline(transforms, normalization, new Labelling(recipe.labelSmoothing()), mixings);
  }

  static Pipeline test(Recipe recipe, Shape shape, Normalization normalization) {
    List<Transform> transforms = new ArrayList<>();
    for (String text : recipe.augment()) {
      Augmentation augmentation = Augmentation.parse(text);
      if (augmentation.kind() == Augmentation.Kind.CROP) {
        transforms.add(new CenterCrop(cropped(augmentation, shape)));
      }
    }
    return new Pipeline(transforms, normalization);
  }

  /** The bytes that normalisation makes nearly 0. */
  private static List<Integer> blank(Normalization normalization) {
    return normalization.mean().stream()
        .map(mean -> Math.max(0, Math.min(255, Math.round(255 * mean))))
        .toList();
  }

  private static int side(Shape shape) {
    return Math.min(shape.height(), shape.width());
  }

  /** The size that is asked for, or 28 of 32 rows and columns, and that share of other sizes. */
  private static int cropped(Augmentation crop, Shape shape) {
    return crop.number() > 0 ? (int) crop.number() : Math.max(1, side(shape) * 7 / 8);
  }
}
