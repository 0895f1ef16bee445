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
 * The preprocessing of a recipe: transforms and normalisation of training images and of test
 * images.
 */
public final class Preprocessing {

  private final Recipe recipe;
  private final Shape shape;
  private final ChannelNormalization channels;
  private final Optional<Whitening> whitening;

  /**
   * What transforms put where an image has nothing: the mean colour, which normalisation makes
   * nearly 0. Empty where no transform asks.
   */
  private final List<Integer> blank;

  private Preprocessing(
      Recipe recipe,
      Shape shape,
      ChannelNormalization channels,
      Optional<Whitening> whitening,
      List<Integer> blank) {
    this.recipe = recipe;
    this.shape = shape;
    this.channels = channels;
    this.whitening = whitening;
    this.blank = blank;
  }

  /**
   * Refuses what does not fit images of a shape, before they are there.
   *
   * @return the shape that they will have before the network
   * @throws RecipeException if an image is too small, or has other channels
   */
  public static Shape check(Recipe recipe, Shape shape) {
    if (recipe.normalize() == NormalizationKind.GIVEN) {
      given(recipe, shape);
    }
    Preprocessing preprocessing =
        new Preprocessing(
            recipe, shape, Normalization.none(shape.channels()), Optional.empty(), List.of());
    Shape now = shape;
    for (Augmentation each : preprocessing.augmentations()) {
      Optional<Transform> crop = preprocessing.crop(each);
      try {
        now = crop.isPresent() ? crop.get().output(now) : now;
      } catch (IllegalArgumentException e) {
        throw new RecipeException("augment %s: %s".formatted(each, e.getMessage()), e);
      }
    }
    return now;
  }

  /**
   * Takes from training images what is to be known of them: no test image is looked at.
   *
   * @param fitted makes the whitening, if the recipe wants one
   */
  public static Preprocessing fit(Recipe recipe, ImageSet train, WhiteningSupplier fitted)
      throws IOException {
    Shape shape = train.shape();
    if (recipe.normalize().whitens()) {
      ChannelNormalization channels = Whitening.normalization(shape.channels());
      return new Preprocessing(
          recipe, shape, channels, Optional.of(fitted.get()), blank(channels.mean()));
    }
    if (!recipe.normalize().measured() && recipe.augment().isEmpty()) {
      return new Preprocessing(
          recipe, shape, uncomputed(recipe, shape), Optional.empty(), List.of());
    }
    ChannelStatistics statistics = ChannelStatistics.of(train);
    ChannelNormalization channels =
        switch (recipe.normalize()) {
          case CHANNEL -> statistics.perChannel();
          case IMAGE_AVERAGE -> statistics.imageAverage();
          default -> uncomputed(recipe, shape);
        };
    return new Preprocessing(recipe, shape, channels, Optional.empty(), blank(statistics.mean()));
  }

  /**
   * The same, where the whitening is fitted too or taken from a cache.
   *
   * @param engine what whitens
   * @param cache the directory of the cache
   */
  public static Preprocessing fit(Recipe recipe, ImageSet train, Engine engine, Path cache)
      throws IOException {
    return fit(recipe, train, () -> Whitening.fit(recipe, train, engine, cache));
  }

  /** What channels lose where the images are not asked. */
  private static ChannelNormalization uncomputed(Recipe recipe, Shape shape) {
    return recipe.normalize() == NormalizationKind.GIVEN
        ? given(recipe, shape)
        : Normalization.none(shape.channels());
  }

  /** Makes a whitening, which takes its time. */
  public interface WhiteningSupplier {
    Whitening get() throws IOException;
  }

  /** The bytes of means from 0 to 1. */
  private static List<Integer> blank(List<Float> mean) {
    return mean.stream().map(each -> Math.max(0, Math.min(255, Math.round(255 * each)))).toList();
  }

  private static ChannelNormalization given(Recipe recipe, Shape shape) {
    if (recipe.mean().size() != shape.channels()) {
      throw new RecipeException(
          "mean has %d numbers: the images have %d channels"
              .formatted(recipe.mean().size(), shape.channels()));
    }
    return new ChannelNormalization(
        recipe.mean().stream().map(Double::floatValue).toList(),
        recipe.deviation().stream().map(Double::floatValue).toList());
  }

  /**
   * What happens to test images, from what was measured before.
   *
   * @param shape the shape of the data set's images
   * @param channels what channels lose and are divided by
   * @param whitening the fitted whitening, if images are whitened
   */
  public static Preprocessing fitted(
      Recipe recipe, Shape shape, ChannelNormalization channels, Optional<Whitening> whitening) {
    return new Preprocessing(recipe, shape, channels, whitening, List.of());
  }

  /** The mean that channels lose. */
  public List<Float> mean() {
    return channels.mean();
  }

  /** What channels are divided by. */
  public List<Float> deviation() {
    return channels.deviation();
  }

  public Optional<Whitening> whitening() {
    return whitening;
  }

  /** Images as the pipelines take them: whitened, if the recipe says so. */
  public DataSet prepare(DataSet data, Engine engine) {
    return whitening.isEmpty()
        ? data
        : new DataSet(data.name(), prepare(data.train(), engine), prepare(data.test(), engine));
  }

  public ImageSet prepare(ImageSet images, Engine engine) {
    return whitening.isEmpty() ? images : whitening.get().apply(images, engine);
  }

  /** What each pixel undergoes, where that depends on its channel alone. */
  public Optional<ChannelNormalization> pixelwise() {
    boolean depends =
        recipe.normalize() == NormalizationKind.IMAGE
            || recipe.normalize() == NormalizationKind.CONTRAST;
    return depends || whitening.isPresent() ? Optional.empty() : Optional.of(channels);
  }

  /** What {@link #test} does to test images short of normalisation: values from 0 to 1. */
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

  /** What happens to training images. */
  public Pipeline train() {
    List<Transform> transforms = new ArrayList<>();
    List<Mixing> mixings = new ArrayList<>();
    Affine affine = new Affine();
    for (Augmentation each : augmentations()) {
      double number = each.number();
      switch (each.kind()) {
        case CROP, PAD_CROP, REFLECT_CROP -> transforms.add(crop(each).orElseThrow());
        case FLIP -> transforms.add(new HorizontalFlip(number));
        case ALTERNATE_FLIP -> transforms.add(new AlternatingFlip());
        case ROTATE -> affine.degrees = number;
        case TRANSLATE -> affine.translation = number;
        case SCALE -> affine.scaling = number;
        default -> addOther(each, affine.flush(transforms, blank), mixings);
      }
    }
    affine.flush(transforms, blank);
    return new Pipeline(
        transforms, normalization(), new LabelSmoothing(recipe.labelSmoothing()), mixings);
  }

  /** The window that an augmentation takes; empty if it takes none. */
  private Optional<Transform> crop(Augmentation each) {
    return switch (each.kind()) {
      case CROP -> Optional.of(new RandomCrop(cropped(each), 0));
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
        transforms.add(RandomDistortion.randAugment(number, blank));
        transforms.add(RandomDistortion.randAugment(number, blank));
      }
      case TRIVIAL_AUGMENT -> transforms.add(RandomDistortion.trivialAugment(blank));
      case CUTOUT -> transforms.add(new Cutout((int) number, blank));
      case ERASE -> transforms.add(new RandomErasing(number, blank));
      case MIXUP -> mixings.add(new Mixup(number));
      case CUTMIX -> mixings.add(new CutMix(number));
      default -> throw new IllegalArgumentException("unknown augmentation " + each);
    }
  }

  /** Turning, moving and scaling, which become one transform so that pixels are mixed once. */
  private static final class Affine {
    private double degrees;
    private double translation;
    private double scaling;

    List<Transform> flush(List<Transform> transforms, List<Integer> blank) {
      if (degrees > 0 || translation > 0 || scaling > 0) {
        transforms.add(new RandomAffine(degrees, translation, scaling, blank));
        degrees = 0;
        translation = 0;
        scaling = 0;
      }
      return transforms;
    }
  }

  /** What happens to test images: a pipeline for each view that the network votes on. */
  public List<Pipeline> test() {
    return test(recipe.tta());
  }

  /**
   * What happens to test images.
   *
   * @param views the variants that the network votes on
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
        .forEach(each -> transforms.add(new CenterCrop(cropped(each))));
    flip.ifPresent(transforms::add);
    return new Pipeline(transforms, normalization());
  }

  /** The shape that images have before the network. */
  public Shape input() {
    return test(ViewKind.NONE).get(0).output(shape);
  }

  private List<Augmentation> augmentations() {
    return recipe.augment().stream().map(Augmentation::parse).toList();
  }

  private int side() {
    return Math.min(shape.height(), shape.width());
  }

  /** The size that is asked for, or 28 of 32 rows and columns, and that share of other sizes. */
  private int cropped(Augmentation crop) {
    return crop.number() > 0 ? (int) crop.number() : Math.max(1, side() * 7 / 8);
  }
}
