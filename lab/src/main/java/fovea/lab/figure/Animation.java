package fovea.lab.figure;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An endlessly looping animation that can be written as animated SVG and animated GIF.
 *
 * @param title what it shows, read by screen readers
 * @param width width of the canvas in SVG pixels
 * @param height height of the canvas in SVG pixels
 * @param background draws the static background
 * @param frames draw the frames over the background, in turn; at least one
 * @param seconds duration of a frame
 */
public record Animation(
    String title,
    int width,
    int height,
    Consumer<Canvas> background,
    List<Consumer<Canvas>> frames,
    double seconds) {

  public Animation {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an animation needs at least one frame");
    }
  }

  /** A single frame with the background, as a figure. */
  public Figure frame(int number) {
    return new Figure(title, width, height, background.andThen(frames.get(number)));
  }

  /**
   * Writes {@code base.gif} and {@code base-animated.svg}, each atomically.
   *
   * @param base path of the files without extension
   * @return the files written
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path base) throws IOException {
    Path svg = base.resolveSibling(base.getFileName() + "-animated.svg");
    Svg.write(
        svg,
        title,
        width,
        height,
        graphics -> background.accept(Canvas.forSvg(graphics)),
        frames.stream()
            .<Consumer<java.awt.Graphics2D>>map(
                each -> graphics -> each.accept(Canvas.forSvg(graphics)))
            .toList(),
        seconds);
    Path gif = base.resolveSibling(base.getFileName() + ".gif");
    List<BufferedImage> pictures = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      pictures.add(frame(i).render(1));
    }
    Gif.write(gif, pictures, seconds);
    return List.of(svg, gif);
  }
}
