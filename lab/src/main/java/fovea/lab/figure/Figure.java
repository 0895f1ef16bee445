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
import java.util.function.Consumer;

/**
 * A drawing of a size, which becomes an SVG and a PNG file that look alike.
 *
 * @param width columns of its canvas, in SVG's pixels
 * @param height rows
 * @param drawing draws it on white
 */
public record Figure(int width, int height, Consumer<Canvas> drawing) {

  /** How much finer PNG files are than the canvas, for print. */
  public static final int SCALE = 2;

  public Figure {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a figure of %d x %d: both must be at least 1".formatted(width, height));
    }
  }

  /**
   * Writes {@code base.svg} and {@code base.png}, each whole or not at all.
   *
   * @param base the files' path without their endings
   * @return the files
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path base) throws IOException {
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    Svg.write(svg, width, height, graphics -> drawing.accept(Canvas.forSvg(graphics)));
    Png.write(png, pixels(SCALE));
    return List.of(svg, png);
  }

  /**
   * The folder that figures go to, made if it is not there.
   *
   * @throws IOException if it cannot be made; the message says what is in the way
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

  /** The figure in pixels, so many times as fine as its canvas. */
  public BufferedImage pixels(double scale) {
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
