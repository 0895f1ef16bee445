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
import java.util.List;
import java.util.stream.IntStream;

/** A figure of training images and of what a recipe makes of them: a row an image. */
public final class Variants {

  /** Side of a picture, and the columns that all pictures of a row together take at most, about. */
  private static final int SIDE = 80;

  /** Pixels of a picture's side at most: of many large images all could not be kept. */
  private static final double SHARPEST = 2.0 * SIDE;

  private static final int SMALLEST = 24;
  private static final int MOST_COLUMNS = 1600;

  private static final int GAP = 4;
  private static final int MARGIN = 110;
  private static final int HEADER = 28;
  private static final int LETTERS = 13;
  private static final int LONGEST = 15;

  /** Normalised values from minus to plus this many deviations are shown, from black to white. */
  private static final double SHOWN = 2.5;

  private Variants() {}

  /**
   * Draws originals and variants.
   *
   * @param recipe its data set, augmentation, normalisation and seed count
   * @param images how many of the training images, from the first on
   * @param variants how many of each: one an epoch
   * @param texts the bundle {@code data}
   * @throws IOException if images cannot be read
   */
  public static Figure of(DataCatalog catalog, Recipe recipe, int images, int variants, Texts texts)
      throws IOException {
    ImageSet train = RecipeImages.load(catalog, recipe).train();
    ImageSet shown = train.limit(images);
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing = Preprocessing.fit(recipe, train, engine, catalog.cache());
    List<List<BufferedImage>> columns = new ArrayList<>();
    boolean plain = recipe.normalize() == NormalizationKind.NONE;
    double low = plain ? 0 : -SHOWN;
    double high = plain ? 1 : SHOWN;
    Pipeline pipeline = preprocessing.train();
    ImageSet prepared = preprocessing.prepare(shown, engine);
    try (Loader loader = new Loader(prepared, pipeline, shown.size(), recipe.seed(), false)) {
      double shrinking = SHARPEST / Math.max(longer(shown.shape()), longer(loader.shape()));
      columns.add(
          IntStream.range(0, shown.size())
              .mapToObj(row -> Pictures.shrunk(Pictures.of(shown, row), shrinking))
              .toList());
      for (int variant = 0; variant < variants; variant++) {
        columns.add(column(loader, variant, low, high, shrinking));
      }
    }
    return figure(shown, columns, title(recipe, texts), texts);
  }

  private static List<BufferedImage> column(
      Loader loader, int variant, double low, double high, double shrinking) {
    loader.start(variant, 0);
    loader.advance();
    Shape shape = loader.shape();
    float[] values = new float[loader.size() * shape.elements()];
    loader.images().get(0, values);
    return IntStream.range(0, loader.size())
        .mapToObj(row -> Pictures.of(values, row * shape.elements(), shape, low, high))
        .map(picture -> Pictures.shrunk(picture, shrinking))
        .toList();
  }

  private static Figure figure(
      ImageSet shown, List<List<BufferedImage>> columns, String title, Texts texts) {
    BufferedImage original = columns.get(0).get(0);
    BufferedImage variant = columns.get(1).get(0);
    int largest = Math.max(longer(original), longer(variant));
    double side = Math.max(SMALLEST, Math.min(SIDE, MOST_COLUMNS / columns.size()));
    double scale = side / largest;
    double cell = side + GAP;
    double second = MARGIN + cell + 3 * GAP;
    double width = second + (columns.size() - 1) * cell;
    return new Figure(
        (int) Math.ceil(Math.max(width, second + 7.0 * title.length())),
        (int) Math.ceil(HEADER + shown.size() * cell),
        canvas -> {
          text(canvas, texts.text("original"), MARGIN, HEADER - 9);
          text(canvas, title, second, HEADER - 9);
          for (int row = 0; row < shown.size(); row++) {
            double top = HEADER + row * cell;
            String name = shortened(shown.classes().get(shown.label(row)));
            text(canvas, name, GAP, top + side / 2 + 4);
            for (int column = 0; column < columns.size(); column++) {
              BufferedImage picture = columns.get(column).get(row);
              double left = column == 0 ? MARGIN : second + (column - 1) * cell;
              canvas.picture(
                  picture, left, top, scale * picture.getWidth(), scale * picture.getHeight());
            }
          }
        });
  }

  private static int longer(Shape shape) {
    return Math.max(shape.width(), shape.height());
  }

  private static int longer(BufferedImage picture) {
    return Math.max(picture.getWidth(), picture.getHeight());
  }

  private static void text(Canvas canvas, String text, double x, double y) {
    canvas.text(text, x, y, Anchor.START, LETTERS, Palette.INK);
  }

  private static String title(Recipe recipe, Texts texts) {
    String augment =
        recipe.augment().isEmpty() ? texts.text("none") : String.join(", ", recipe.augment());
    return recipe.normalize() == NormalizationKind.NONE
        ? texts.text("augment", augment)
        : texts.text("both", recipe.normalize().label(), augment);
  }

  private static String shortened(String name) {
    return name.length() > LONGEST ? name.substring(0, LONGEST - 1) + "\u2026" : name;
  }
}
