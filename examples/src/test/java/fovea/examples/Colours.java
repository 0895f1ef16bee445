package fovea.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images that are easy to tell apart: a spot somewhere, in the colour that is the class. */
enum Colours {
  BLUE(Color.BLUE),
  GREEN(Color.GREEN),
  RED(Color.RED),
  YELLOW(Color.YELLOW);

  static final List<Colours> ALL = List.of(values());

  private final Color colour;

  Colours(Color colour) {
    this.colour = colour;
  }

  /** The class's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One of this colour's images, as the bytes of a PNG file. */
  byte[] png(int number) throws IOException {
    Random random = new Random(31L * number + colour.getRGB());
    int side = 24 + random.nextInt(16);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillOval(random.nextInt(side / 3), random.nextInt(side / 3), side / 2, side / 2);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Writes a folder for each colour, with some images in it. */
  static Path write(Path folder, int images) throws IOException {
    for (Colours each : ALL) {
      Path place = Files.createDirectories(folder.resolve(each.label()));
      for (int i = 0; i < images; i++) {
        Files.write(place.resolve(String.format(Locale.ROOT, "%03d.png", i)), each.png(i));
      }
    }
    return folder;
  }
}
