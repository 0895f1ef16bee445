package fovea.images;

import fovea.data.AlternatingFlip;
import fovea.data.CenterCrop;
import fovea.data.ChannelNormalization;
import fovea.data.ChannelStatistics;
import fovea.data.ColorJitter;
import fovea.data.CutMix;
import fovea.data.Cutout;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.ImageNormalization;
import fovea.data.ImageNormalization.Span;
import fovea.data.ImageSet;
import fovea.data.Labelling;
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
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a recipe does to images: to those of training, and to those of test. */
public final class Preprocessing {

  public static final List<String> NORMALIZATIONS =
      List.of("none", "channel", "image-average", "given", "image", "contrast", "zca", "pca");

  public static final List<String> VIEWS = List.of("none", "flip", "flip-shift");

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
   * Refuses what is no preprocessing.
   *
   * @throws RecipeException if a value is not allowed together with the others
   */
  public static void check(Recipe recipe) {
    boolean numbers = !recipe.mean().isEmpty() || !recipe.deviation().isEmpty();
    if (recipe.normalize().equals("given")) {
      if (recipe.mean().isEmpty() || recipe.mean().size() != recipe.deviation().size()) {
        throw new RecipeException(
            "normalize is given: it needs mean and deviation, a number a channel each, such as"
                + " --mean 0.49,0.48,0.45 --deviation 0.25,0.24,0.26");
      }
      if (!recipe.deviation().stream().allMatch(each -> each > 0)) {
        throw new RecipeException(
            "deviation is %s: each must be above 0".formatted(recipe.deviation()));
      }
    } else if (numbers) {
      throw new RecipeException("mean and deviation are given: they need normalize: given");
    }
    int side = recipe.imageSize();
    DataCatalog.shape(recipe.dataset())
        .or(() -> side > 0 ? Optional.of(Shape.image(3, side, side)) : Optional.empty())
        .ifPresent(shape -> check(recipe, shape));
  }

  /**
   * Refuses what does not fit images of a shape, before they are there.
   *
   * @throws RecipeException if an image is too small, or has other channels
   */
  public static void check(Recipe recipe, Shape shape) {
    if (recipe.normalize().equals("given")) {
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
  }

  /**
   * All images of a recipe's data set.
   *
   * @throws RecipeException if they cannot be prepared as the recipe says, which is found before
   *     any image of a directory is decoded
   */
  public static DataSet load(DataCatalog catalog, Recipe recipe) throws IOException {
    return catalog.load(recipe.dataset(), recipe.imageSize(), shape -> check(recipe, shape));
  }

  /**
   * Takes from training images what is to be known of them: no test image is looked at.
   *
   * @param fitted makes the whitening, if the recipe wants one
   */
  public static Preprocessing fit(Recipe recipe, ImageSet train, WhiteningSupplier fitted)
      throws IOException {
    Shape shape = train.shape();
    if (Whitening.KINDS.contains(recipe.normalize())) {
      ChannelNormalization channels = Whitening.normalization(shape.channels());
      return new Preprocessing(
          recipe, shape, channels, Optional.of(fitted.get()), blank(channels.mean()));
    }
    boolean computed = List.of("channel", "image-average").contains(recipe.normalize());
    if (!computed && recipe.augment().isEmpty()) {
      return new Preprocessing(
          recipe, shape, uncomputed(recipe, shape), Optional.empty(), List.of());
    }
    ChannelStatistics statistics = ChannelStatistics.of(train);
    ChannelNormalization channels =
        switch (recipe.normalize()) {
          case "channel" -> statistics.perChannel();
          case "image-average" -> statistics.imageAverage();
          default -> uncomputed(recipe, shape);
        };
    return new Preprocessing(recipe, shape, channels, Optional.empty(), blank(statistics.mean()));
  }

  /** What channels lose where the images are not asked. */
  private static ChannelNormalization uncomputed(Recipe recipe, Shape shape) {
    return recipe.normalize().equals("given")
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

  /** What a run does to test images, from what it noted. */
  public static Preprocessing of(Run run) throws IOException {
    Recipe recipe = run.recipe();
    RunInfo info = run.info();
    boolean whitened = Whitening.KINDS.contains(recipe.normalize());
    return new Preprocessing(
        recipe,
        Shape.image(info.image().get(0), info.image().get(1), info.image().get(2)),
        new ChannelNormalization(info.mean(), info.deviation()),
        whitened ? Optional.of(Whitening.load(run.whitening())) : Optional.empty(),
        List.of());
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
    boolean depends = List.of("image", "contrast").contains(recipe.normalize());
    return depends || whitening.isPresent() ? Optional.empty() : Optional.of(channels);
  }

  /** What {@link #test} does to test images short of normalisation: values from 0 to 1. */
  public Pipeline pictures() {
    return new Pipeline(test("none").get(0).transforms(), Normalization.none(shape.channels()));
  }

  private Normalization normalization() {
    return switch (recipe.normalize()) {
      case "image" -> new ImageNormalization(Span.CHANNEL);
      case "contrast" -> new ImageNormalization(Span.IMAGE);
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
        transforms, normalization(), new Labelling(recipe.labelSmoothing()), mixings);
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
   * @param views one of {@link #VIEWS}
   */
  public List<Pipeline> test(String views) {
    List<Pipeline> pipelines = new ArrayList<>();
    for (int shift = -1; shift <= 1; shift++) {
      if (shift == 0 || views.equals("flip-shift")) {
        pipelines.add(view(Optional.empty(), shift));
        if (!views.equals("none")) {
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

  /** The shape that images have in front of the network. */
  public Shape input() {
    return test("none").get(0).output(shape);
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
