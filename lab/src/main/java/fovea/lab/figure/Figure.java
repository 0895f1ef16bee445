package fovea.lab.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A drawing that can be written as matching SVG and PNG files.
 *
 * @param title what it shows, read by screen readers; not blank
 * @param width width of the canvas in SVG pixels
 * @param height height of the canvas in SVG pixels
 * @param drawing draws the figure on a white canvas
 */
public record Figure(String title, int width, int height, Consumer<Canvas> drawing) {

  /** Pixels of a PNG file per canvas pixel, for print. */
  public static final int SCALE = 2;

  /** Points of the width of a printed figure, 16 cm, and of the smallest text that is readable. */
  private static final double PRINTED_WIDTH = 16 / 2.54 * 72;

  private static final double READABLE = 7;

  /** Draws and writes figures. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws IOException;
  }

  public Figure {
    if (title.isBlank()) {
      throw new IllegalArgumentException("a figure needs a title, for who cannot see it");
    }
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a figure of %s x %s: both must be at least 1".formatted(width, height));
    }
  }

  /**
   * The smallest font size, in canvas pixels, that can be read where a figure is printed in a
   * column of text, 16 cm wide.
   *
   * @param width width of the figure's canvas
   */
  public static double minFont(double width) {
    return READABLE * width / PRINTED_WIDTH;
  }

  /**
   * Writes {@code base.svg} and {@code base.png}, each atomically.
   *
   * @param base path of the files without extension
   * @return the files written
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path base) throws IOException {
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    Svg.write(svg, title, width, height, graphics -> drawing.accept(Canvas.forSvg(graphics)));
    Png.write(png, render(SCALE));
    return List.of(svg, png);
  }

  /** The figure as the text of an SVG document. */
  public String svg() {
    return Svg.text(title, width, height, graphics -> drawing.accept(Canvas.forSvg(graphics)));
  }

  /**
   * Loads the fonts of figures, which Java cannot do any more once the process has been told to
   * end. What draws after an interruption calls it before. A failure shows when a figure is drawn.
   */
  public static void prepare() {
    attempt(Fonts::load);
  }

  /**
   * Tries to write figures beside a result that must not be lost if they cannot be written.
   *
   * @return why they could not be drawn or written, in one line; empty if they were
   */
  public static Optional<String> attempt(Attempt figures) {
    try {
      figures.run();
      return Optional.empty();
    } catch (IOException | RuntimeException | Error e) { // a library or a font may be missing
      String message = e.getMessage() == null ? "" : e.getMessage();
      return Optional.of(message.lines().findFirst().orElse(e.getClass().getSimpleName()));
    }
  }

  /**
   * Creates the output folder for figures if it does not exist.
   *
   * @return the folder
   * @throws IOException if it cannot be created; the message says why and names the flag {@code
   *     --out}
   */
  public static Path folder(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + " is a file: give a folder with --out", e);
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot make the folder %s (%s): give another --out".formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * Renders the figure as a raster image.
   *
   * @param scale image pixels per canvas pixel
   */
  public BufferedImage render(double scale) {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(scale, scale);
    drawing.accept(Canvas.forRaster(graphics));
    graphics.dispose();
    return image;
  }
}
