package fovea.lab.figure;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A drawing that moves, for ever: an animated SVG and an animated GIF.
 *
 * @param width columns of its canvas, in SVG's pixels
 * @param height rows
 * @param background what stays
 * @param frames what is drawn over it, one after the other; at least one
 * @param seconds how long a frame is seen
 */
public record Animation(
    int width,
    int height,
    Consumer<Canvas> background,
    List<Consumer<Canvas>> frames,
    double seconds) {

  public Animation {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an animation needs a frame");
    }
  }

  /** What is seen while a frame has its turn. */
  public Figure frame(int number) {
    return new Figure(width, height, background.andThen(frames.get(number)));
  }

  /**
   * Writes {@code base.gif} and {@code base-animated.svg}, each whole or not at all.
   *
   * @param base the files' path without their endings
   * @return the files
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path base) throws IOException {
    Path svg = base.resolveSibling(base.getFileName() + "-animated.svg");
    Svg.write(
        svg,
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
      pictures.add(frame(i).pixels(1));
    }
    Gif.write(gif, pictures, seconds);
    return List.of(svg, gif);
  }
}
