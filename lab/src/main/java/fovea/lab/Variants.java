package fovea.lab;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.lab.figure.Png;
import fovea.nn.Shape;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** A picture of training images and of what a recipe makes of them: a row an image. */
public final class Variants {

  /** Side of a picture in pixels, about. */
  private static final int SIDE = 96;

  private static final int GAP = 4;
  private static final int MARGIN = 110;
  private static final int HEADER = 28;

  /** Normalised values from minus to plus this many deviations are shown, from black to white. */
  private static final float SHOWN = 2.5f;

  /** Room for the title, however few the variants. */
  private static final int TITLE_WIDTH = 400;

  private static final Color INK = new Color(0x333333);

  private Variants() {}

  /**
   * Draws originals and variants.
   *
   * @param recipe its data set, augmentation, normalisation and seed count
   * @param images how many of the training images, from the first on
   * @param variants how many of each: one an epoch
   * @param file where the picture goes, as PNG
   * @throws IOException if images cannot be read or the picture cannot be written
   */
  public static void draw(DataCatalog catalog, Recipe recipe, int images, int variants, Path file)
      throws IOException {
    ImageSet train = Preprocessing.load(catalog, recipe).train();
    Engine engine = Engines.named(recipe.engine());
    Preprocessing preprocessing =
        Preprocessing.fit(
            recipe, train, () -> Whitening.fit(recipe, train, engine, catalog.cache()));
    ImageSet shown = train.limit(images);
    Pipeline pipeline = preprocessing.train();
    Shape result = pipeline.output(shown.shape());
    int scale = Math.max(1, SIDE / Math.max(train.shape().height(), train.shape().width()));
    int width = scale * Math.max(train.shape().width(), result.width()) + GAP;
    int height = scale * Math.max(train.shape().height(), result.height()) + GAP;
    int columns = Math.max(variants, TITLE_WIDTH / width) + 1;
    BufferedImage grid =
        new BufferedImage(
            MARGIN + columns * width + 3 * GAP,
            HEADER + shown.size() * height,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = grid.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, grid.getWidth(), grid.getHeight());
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    graphics.setColor(INK);
    graphics.drawString("original", MARGIN, HEADER - 9);
    graphics.drawString(title(recipe), MARGIN + width + 3 * GAP, HEADER - 9);
    byte[] pixels = new byte[train.shape().elements()];
    for (int row = 0; row < shown.size(); row++) {
      int top = HEADER + row * height;
      graphics.drawString(
          shortened(shown.classes().get(shown.label(row))), GAP, top + height / 2 + 4);
      shown.copy(row, pixels);
      paint(graphics, original(pixels, shown.shape()), MARGIN, top, scale);
    }
    float reach = recipe.normalize().equals("none") ? 0 : SHOWN;
    ImageSet prepared = preprocessing.prepare(shown, engine);
    try (Loader loader = new Loader(prepared, pipeline, shown.size(), recipe.seed(), false)) {
      for (int variant = 0; variant < variants; variant++) {
        loader.start(variant, 0);
        loader.advance();
        int left = MARGIN + (variant + 1) * width + 3 * GAP;
        for (int row = 0; row < shown.size(); row++) {
          BufferedImage image = picture(loader.images(), row, result, reach);
          paint(graphics, image, left, HEADER + row * height, scale);
        }
      }
    }
    graphics.dispose();
    Png.write(file, grid);
  }

  private static String title(Recipe recipe) {
    String augment = recipe.augment().isEmpty() ? "none" : String.join(", ", recipe.augment());
    return recipe.normalize().equals("none")
        ? "augment: " + augment
        : "normalize: %s, augment: %s".formatted(recipe.normalize(), augment);
  }

  private static String shortened(String name) {
    return name.length() > 15 ? name.substring(0, 14) + "\u2026" : name;
  }

  private static void paint(
      Graphics2D graphics, BufferedImage image, int left, int top, int scale) {
    graphics.drawImage(image, left, top, image.getWidth() * scale, image.getHeight() * scale, null);
  }

  private static BufferedImage original(byte[] pixels, Shape shape) {
    FloatBuffer values = FloatBuffer.allocate(shape.elements());
    for (int i = 0; i < shape.elements(); i++) {
      values.put(i, (pixels[i] & 0xff) / 255f);
    }
    return picture(values, 0, shape, 0);
  }

  /**
   * One image of a batch.
   *
   * @param reach 0 if values are from 0 to 1; otherwise they are shown from minus to plus this
   */
  private static BufferedImage picture(FloatBuffer values, int image, Shape shape, float reach) {
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    int area = shape.area();
    for (int i = 0; i < area; i++) {
      int rgb = 0;
      for (int channel : shape.channels() == 3 ? List.of(0, 1, 2) : List.of(0, 0, 0)) {
        float value = values.get(image * shape.elements() + channel * area + i);
        float level = reach > 0 ? 0.5f + value / (2 * reach) : value;
        rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, level)));
      }
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }
}
