package fovea.lab.chart;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.images.Preprocessing;
import fovea.images.RecipeImages;
import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.figure.Pictures;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A figure of augmented training images: each row shows an image and random variants of it under a
 * recipe's augmentation and normalisation. Mixed images have their weights and the class of the
 * second image below them.
 */
public final class AugmentationFigure {

  /** Preferred side of a picture. */
  private static final int SIDE = 80;

  /** Maximum side of a picture in pixels, to bound the memory that many large images take. */
  private static final double MAX_PIXELS = 2.0 * SIDE;

  /** Minimum side of a picture, however many columns there are. */
  private static final int MIN_SIDE = 24;

  /** Approximate maximum width of a row's pictures together. */
  private static final int MAX_WIDTH = 1600;

  private static final int GAP = 4;
  private static final int MARGIN = 110;
  private static final int HEADER = 28;
  private static final int FONT_SIZE = 13;
  private static final int MAX_NAME_LENGTH = 15;

  /** The captions of mixed images. */
  private static final double CAPTION_SIZE = 12.3;

  private static final int LINE = 15;
  private static final int MAX_CAPTION_LENGTH = 11;

  /** Normalised values are shown from black, at minus this value, to white, at plus this value. */
  private static final double DISPLAY_RANGE = 2.5;

  private static final int MIN_ROWS = 8;
  private static final int MAX_ROWS = 40;

  private AugmentationFigure() {}

  /**
   * Draws originals and variants.
   *
   * @param recipe determines data set, augmentation, normalisation and seed
   * @param images number of training images, spread over the classes; if it is not given, one of
   *     each class, but from 8 to 40
   * @param variants number of variants of each image; variant {@code i} is that of epoch {@code i}.
   *     Without augmentation all would be the same, and there is one
   * @param texts the bundle {@code data}
   * @throws IOException if images cannot be read
   */
  public static Figure of(
      DataCatalog catalog, Recipe recipe, Optional<Integer> images, int variants, Texts texts)
      throws IOException {
    ImageSet train = RecipeImages.load(catalog, recipe).train();
    int rows = images.orElse(Math.max(MIN_ROWS, Math.min(MAX_ROWS, train.classes().size())));
    ImageSet shown = ofAllClasses(train, rows);
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing = Preprocessing.fit(recipe, train, engine, catalog.cache());
    List<List<BufferedImage>> columns = new ArrayList<>();
    List<List<List<String>>> captions = new ArrayList<>();
    boolean plain = recipe.normalize() == NormalizationKind.NONE;
    double low = plain ? 0 : -DISPLAY_RANGE;
    double high = plain ? 1 : DISPLAY_RANGE;
    Pipeline pipeline = preprocessing.train();
    ImageSet prepared = preprocessing.prepare(shown, engine);
    try (Loader loader = new Loader(prepared, pipeline, shown.size(), recipe.seed(), false)) {
      double scale = MAX_PIXELS / Math.max(longer(shown.shape()), longer(loader.shape()));
      columns.add(
          IntStream.range(0, shown.size())
              .mapToObj(row -> Pictures.shrunk(Pictures.of(shown, row), scale))
              .toList());
      int different = recipe.augment().isEmpty() ? 1 : variants; // nothing else is random
      for (int variant = 0; variant < different; variant++) {
        columns.add(column(loader, variant, low, high, scale));
        if (!pipeline.mixings().isEmpty()) {
          captions.add(weights(loader, shown, texts));
        }
      }
    }
    return figure(shown, columns, captions, title(recipe, texts), texts);
  }

  /** Images of as many classes as there are, in the order of the set within each round. */
  private static ImageSet ofAllClasses(ImageSet images, int count) {
    int[] seen = new int[images.classes().size()];
    int[] round = new int[images.size()];
    for (int i = 0; i < images.size(); i++) {
      round[i] = seen[images.label(i)]++;
    }
    int[] chosen =
        IntStream.range(0, images.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> round[i]))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    return images.select(chosen);
  }

  private static List<BufferedImage> column(
      Loader loader, int variant, double low, double high, double scale) {
    loader.start(variant, 0);
    loader.advance();
    Shape shape = loader.shape();
    float[] values = new float[loader.size() * shape.elements()];
    loader.images().get(0, values);
    return IntStream.range(0, loader.size())
        .mapToObj(row -> Pictures.of(values, row * shape.elements(), shape, low, high))
        .map(picture -> Pictures.shrunk(picture, scale))
        .toList();
  }

  private static Figure figure(
      ImageSet shown,
      List<List<BufferedImage>> columns,
      List<List<List<String>>> captions,
      String title,
      Texts texts) {
    BufferedImage original = columns.get(0).get(0);
    BufferedImage variant = columns.get(1).get(0);
    int largest = Math.max(longer(original), longer(variant));
    double side = Math.max(MIN_SIDE, Math.min(SIDE, MAX_WIDTH / columns.size()));
    double scale = side / largest;
    double cell = side + GAP;
    double second = MARGIN + cell + 3 * GAP;
    double line = captions.isEmpty() ? cell : cell + 2 * LINE + GAP;
    double width = second + (columns.size() - 1) * cell;
    return new Figure(
        title,
        (int) Math.ceil(Math.max(width, second + 7.0 * title.length())),
        (int) Math.ceil(HEADER + shown.size() * line),
        canvas -> {
          text(canvas, texts.text("original"), MARGIN, HEADER - 9);
          text(canvas, title, second, HEADER - 9);
          for (int row = 0; row < shown.size(); row++) {
            double top = HEADER + row * line;
            String name = abbreviated(shown.classes().get(shown.label(row)), MAX_NAME_LENGTH);
            text(canvas, name, GAP, top + side / 2 + 4);
            for (int column = 0; column < columns.size(); column++) {
              BufferedImage picture = columns.get(column).get(row);
              double left = column == 0 ? MARGIN : second + (column - 1) * cell;
              canvas.picture(
                  picture, left, top, scale * picture.getWidth(), scale * picture.getHeight());
              if (column > 0 && !captions.isEmpty()) {
                caption(canvas, captions.get(column - 1).get(row), left, top + side);
              }
            }
          }
        });
  }

  /** The weights of each image's own class and of the class that is mixed in. */
  private static List<List<String>> weights(Loader loader, ImageSet shown, Texts texts) {
    int classes = shown.classes().size();
    return IntStream.range(0, loader.size())
        .mapToObj(
            row -> {
              float[] targets =
                  Arrays.copyOfRange(loader.targets(), row * classes, (row + 1) * classes);
              int own = shown.label(row);
              int other =
                  IntStream.range(0, classes)
                      .filter(each -> each != own)
                      .boxed()
                      .max(Comparator.comparingDouble(each -> targets[each]))
                      .orElse(own);
              return targets[other] == 0
                  ? List.of(texts.percent(targets[own], 0))
                  : List.of(
                      texts.number(100.0 * targets[own], 0)
                          + " + "
                          + texts.percent(targets[other], 0),
                      abbreviated(shown.classes().get(other), MAX_CAPTION_LENGTH));
            })
        .toList();
  }

  private static void caption(Canvas canvas, List<String> lines, double left, double top) {
    for (int i = 0; i < lines.size(); i++) {
      double base = top + (i + 1) * LINE - 2;
      canvas.text(lines.get(i), left, base, Anchor.START, CAPTION_SIZE, Palette.INK);
    }
  }

  private static int longer(Shape shape) {
    return Math.max(shape.width(), shape.height());
  }

  private static int longer(BufferedImage picture) {
    return Math.max(picture.getWidth(), picture.getHeight());
  }

  private static void text(Canvas canvas, String text, double x, double y) {
    canvas.text(text, x, y, Anchor.START, FONT_SIZE, Palette.INK);
  }

  private static String title(Recipe recipe, Texts texts) {
    String augment =
        recipe.augment().isEmpty() ? texts.text("none") : String.join(", ", recipe.augment());
    return recipe.normalize() == NormalizationKind.NONE
        ? texts.text("augment", augment)
        : texts.text("both", recipe.normalize().label(), augment);
  }

  private static String abbreviated(String name, int length) {
    return name.length() > length ? name.substring(0, length - 1) + "\u2026" : name;
  }
}
