package fovea.images;

import fovea.data.AlternatingFlip;
import fovea.data.CenterCrop;
import fovea.data.ChannelNormalization;
import fovea.data.ChannelStatistics;
import fovea.data.ColorJitter;
import fovea.data.CutMix;
import fovea.data.Cutout;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.ImageNormalization;
import fovea.data.ImageNormalization.Span;
import fovea.data.ImageSet;
import fovea.data.LabelSmoothing;
import fovea.data.Mixing;
import fovea.data.Mixup;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomAffine;
import fovea.data.RandomCrop;
import fovea.data.RandomCrop.Border;
import fovea.data.RandomDistortion;
import fovea.data.RandomErasing;
import fovea.data.RandomResizedCrop;
import fovea.data.Shift;
import fovea.data.Transform;
import fovea.engine.Engine;
import fovea.nn.Shape;
import fovea.recipe.Augmentation;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.ViewKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The preprocessing that a recipe describes: augmentation, cropping and normalisation of training
 * and test images.
 */
public final class Preprocessing {

  private final Recipe recipe;
  private final Shape shape;
  private final ChannelNormalization channels;
  private final Optional<Whitening> whitening;

  /**
   * The fill colour of transforms, one byte per channel: the mean colour, which normalisation maps
   * to nearly 0. Empty if no transform needs it.
   */
  private final List<Integer> fill;

  private Preprocessing(
      Recipe recipe,
      Shape shape,
      ChannelNormalization channels,
      Optional<Whitening> whitening,
      List<Integer> fill) {
    this.recipe = recipe;
    this.shape = shape;
    this.channels = channels;
    this.whitening = whitening;
    this.fill = fill;
  }

  /**
   * Checks that a recipe's preprocessing fits images of a shape, before any image is loaded.
   *
   * @return the input shape of the network
   * @throws RecipeException if an image is too small for a crop, or the recipe's mean has another
   *     number of channels
   */
  public static Shape check(Recipe recipe, Shape shape) {
    if (recipe.normalize() == NormalizationKind.GIVEN) {
      given(recipe, shape);
    }
    Preprocessing preprocessing =
        new Preprocessing(
            recipe, shape, Normalization.none(shape.channels()), Optional.empty(), List.of());
    Shape output = shape;
    for (Augmentation each : preprocessing.augmentations()) {
      Optional<Transform> crop = preprocessing.crop(each);
      try {
        output = crop.isPresent() ? crop.get().output(output) : output;
      } catch (IllegalArgumentException e) {
        throw new RecipeException("augment %s: %s".formatted(each, e.getMessage()), e);
      }
    }
    return output;
  }

  /**
   * Fits the preprocessing to training images. Test images are never used.
   *
   * @param fitted supplies the whitening; only called if the recipe whitens images
   * @throws RecipeException if the recipe's mean has another number of channels than the images
   */
  public static Preprocessing fit(Recipe recipe, ImageSet train, WhiteningSupplier fitted)
      throws IOException {
    Shape shape = train.shape();
    if (recipe.normalize().whitens()) {
      ChannelNormalization channels = Whitening.normalization(shape.channels());
      return new Preprocessing(
          recipe, shape, channels, Optional.of(fitted.get()), fill(channels.mean()));
    }
    if (!recipe.normalize().measured() && recipe.augment().isEmpty()) {
      return new Preprocessing(
          recipe, shape, fixedNormalization(recipe, shape), Optional.empty(), List.of());
    }
    ChannelStatistics statistics = ChannelStatistics.of(train);
    ChannelNormalization channels =
        switch (recipe.normalize()) {
          case CHANNEL -> statistics.perChannel();
          case IMAGE_AVERAGE -> statistics.imageAverage();
          default -> fixedNormalization(recipe, shape);
        };
    return new Preprocessing(recipe, shape, channels, Optional.empty(), fill(statistics.mean()));
  }

  /**
   * Fits the preprocessing to training images. If the recipe whitens images, the whitening is
   * fitted, or loaded from the cache.
   *
   * @param engine the engine that whitens images
   * @param cache the cache directory
   */
  public static Preprocessing fit(Recipe recipe, ImageSet train, Engine engine, Path cache)
      throws IOException {
    return fit(recipe, train, () -> Whitening.fit(recipe, train, engine, cache));
  }

  /** The normalisation that does not depend on the training images. */
  private static ChannelNormalization fixedNormalization(Recipe recipe, Shape shape) {
    if (recipe.normalize() == NormalizationKind.PRETRAINED) {
      throw new RecipeException("normalize is pretrained, which only a training knows");
    }
    return recipe.normalize() == NormalizationKind.GIVEN
        ? given(recipe, shape)
        : Normalization.none(shape.channels());
  }

  /** Supplies a whitening, which may take minutes to fit. */
  public interface WhiteningSupplier {
    Whitening get() throws IOException;
  }

  /** Converts a mean colour from values from 0 to 1 to bytes. */
  private static List<Integer> fill(List<Float> mean) {
    return mean.stream().map(each -> Math.max(0, Math.min(255, Math.round(255 * each)))).toList();
  }

  private static ChannelNormalization given(Recipe recipe, Shape shape) {
    if (recipe.mean().size() != shape.channels()) {
      throw new RecipeException(
          "mean has %s numbers: the images have %s channels"
              .formatted(recipe.mean().size(), shape.channels()));
    }
    return new ChannelNormalization(
        recipe.mean().stream().map(Double::floatValue).toList(),
        recipe.deviation().stream().map(Double::floatValue).toList());
  }

  /**
   * The preprocessing of test images with statistics that were computed before.
   *
   * @param shape the shape of the data set's images
   * @param channels the normalisation of each channel
   * @param whitening the fitted whitening, if images are whitened
   */
  public static Preprocessing fitted(
      Recipe recipe, Shape shape, ChannelNormalization channels, Optional<Whitening> whitening) {
    return new Preprocessing(recipe, shape, channels, whitening, List.of());
  }

  /** The mean that normalisation subtracts, per channel, of values from 0 to 1. */
  public List<Float> mean() {
    return channels.mean();
  }

  /** The standard deviation that normalisation divides by, per channel, of values from 0 to 1. */
  public List<Float> deviation() {
    return channels.deviation();
  }

  public Optional<Whitening> whitening() {
    return whitening;
  }

  /** The input images of the pipelines: whitened if the recipe says so, otherwise unchanged. */
  public DataSet prepare(DataSet data, Engine engine) {
    return whitening.isEmpty()
        ? data
        : new DataSet(data.name(), prepare(data.train(), engine), prepare(data.test(), engine));
  }

  public ImageSet prepare(ImageSet images, Engine engine) {
    return whitening.isEmpty() ? images : whitening.get().apply(images, engine);
  }

  /**
   * The normalisation of each channel by constants; empty if the result for a pixel also depends on
   * other pixels of its image.
   */
  public Optional<ChannelNormalization> pixelwise() {
    boolean perImage =
        recipe.normalize() == NormalizationKind.IMAGE
            || recipe.normalize() == NormalizationKind.CONTRAST;
    return perImage || whitening.isPresent() ? Optional.empty() : Optional.of(channels);
  }

  /**
   * The pipeline of {@link #test} for a single view, without normalisation. Its output has values
   * from 0 to 1.
   */
  public Pipeline pictures() {
    return new Pipeline(
        test(ViewKind.NONE).get(0).transforms(), Normalization.none(shape.channels()));
  }

  private Normalization normalization() {
    return switch (recipe.normalize()) {
      case IMAGE -> new ImageNormalization(Span.CHANNEL);
      case CONTRAST -> new ImageNormalization(Span.IMAGE);
      default -> channels;
    };
  }

  /** The pipeline of training images, with augmentation. */
  public Pipeline train() {
    List<Transform> transforms = new ArrayList<>();
    List<Mixing> mixings = new ArrayList<>();
    Affine affine = new Affine();
    for (Augmentation each : augmentations()) {
      double number = each.number();
      switch (each.kind()) {
        case RESIZED_CROP, CROP, PAD_CROP, REFLECT_CROP -> transforms.add(crop(each).orElseThrow());
        case FLIP -> transforms.add(new HorizontalFlip(number));
        case ALTERNATE_FLIP -> transforms.add(new AlternatingFlip());
        case ROTATE -> affine.degrees = number;
        case TRANSLATE -> affine.translation = number;
        case SCALE -> affine.scaling = number;
        default -> addOther(each, affine.flush(transforms, fill), mixings);
      }
    }
    affine.flush(transforms, fill);
    return new Pipeline(
        transforms,
        normalization(),
        new LabelSmoothing(recipe.labelSmoothing()),
        mixings,
        recipe.balance().balance());
  }

  /** The random crop of an augmentation; empty if it does not crop. */
  private Optional<Transform> crop(Augmentation each) {
    return switch (each.kind()) {
      case RESIZED_CROP ->
          Optional.of(new RandomResizedCrop(shape.height(), shape.width(), each.number()));
      case CROP -> Optional.of(new RandomCrop(cropSize(each), 0));
      case PAD_CROP -> Optional.of(new RandomCrop(side(), (int) each.number()));
      case REFLECT_CROP ->
          Optional.of(new RandomCrop(side(), (int) each.number(), Border.REFLECTED));
      default -> Optional.empty();
    };
  }

  private void addOther(Augmentation each, List<Transform> transforms, List<Mixing> mixings) {
    double number = each.number();
    switch (each.kind()) {
      case JITTER -> transforms.add(new ColorJitter(number, 0));
      case HUE -> transforms.add(new ColorJitter(0, number));
      case RAND_AUGMENT -> {
        transforms.add(RandomDistortion.randAugment(number, fill));
        transforms.add(RandomDistortion.randAugment(number, fill));
      }
      case TRIVIAL_AUGMENT -> transforms.add(RandomDistortion.trivialAugment(fill));
      case CUTOUT -> transforms.add(new Cutout((int) number, fill));
      case ERASE -> transforms.add(new RandomErasing(number, fill));
      case MIXUP -> mixings.add(new Mixup(number));
      case CUTMIX -> mixings.add(new CutMix(number));
      default -> throw new IllegalArgumentException("unknown augmentation " + each);
    }
  }

  /**
   * Combines rotation, translation and scaling into one transform, so that pixels are interpolated
   * only once.
   */
  private static final class Affine {
    private double degrees;
    private double translation;
    private double scaling;

    List<Transform> flush(List<Transform> transforms, List<Integer> fill) {
      if (degrees > 0 || translation > 0 || scaling > 0) {
        transforms.add(new RandomAffine(degrees, translation, scaling, fill));
        degrees = 0;
        translation = 0;
        scaling = 0;
      }
      return transforms;
    }
  }

  /** The pipelines of test images, one for each view of the recipe's test-time augmentation. */
  public List<Pipeline> test() {
    return test(recipe.tta());
  }

  /**
   * The pipelines of test images, one for each view.
   *
   * @param views the views whose predictions are averaged
   */
  public List<Pipeline> test(ViewKind views) {
    List<Pipeline> pipelines = new ArrayList<>();
    for (int shift = -1; shift <= 1; shift++) {
      if (shift == 0 || views == ViewKind.FLIP_SHIFT) {
        pipelines.add(view(Optional.empty(), shift));
        if (views != ViewKind.NONE) {
          pipelines.add(view(Optional.of(new HorizontalFlip(1)), shift));
        }
      }
    }
    return pipelines;
  }

  private Pipeline view(Optional<Transform> flip, int shift) {
    List<Transform> transforms = new ArrayList<>();
    if (shift != 0) {
      transforms.add(new Shift(shift, shift));
    }
    augmentations().stream()
        .filter(each -> each.kind() == Augmentation.Kind.CROP)
        .forEach(each -> transforms.add(new CenterCrop(cropSize(each))));
    flip.ifPresent(transforms::add);
    return new Pipeline(transforms, normalization());
  }

  /** The input shape of the network. */
  public Shape input() {
    return test(ViewKind.NONE).get(0).output(shape);
  }

  private List<Augmentation> augmentations() {
    return recipe.augment().stream().map(Augmentation::parse).toList();
  }

  private int side() {
    return Math.min(shape.height(), shape.width());
  }

  /**
   * The crop size: the requested one, or by default 7/8 of the shorter side, such as 28 of 32
   * pixels.
   */
  private int cropSize(Augmentation crop) {
    return crop.number() > 0 ? (int) crop.number() : Math.max(1, side() * 7 / 8);
  }
}
