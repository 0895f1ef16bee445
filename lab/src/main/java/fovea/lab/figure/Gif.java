package fovea.lab.figure;

import fovea.data.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes animated GIF files with the JDK's image writer. */
final class Gif {

  /** The JDK's GIF metadata formats. */
  private static final String HEADER_FORMAT = "javax_imageio_gif_stream_1.0";

  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  private static final int COLORS = 256;

  private Gif() {}

  /**
   * Writes an endlessly looping animation, atomically.
   *
   * @param pictures the frames, of equal size
   * @param seconds duration of a frame
   * @throws IOException if they cannot be written
   */
  static void write(Path file, List<BufferedImage> pictures, double seconds) throws IOException {
    IndexColorModel colors = colors(pictures);
    AtomicFile.write(
        file,
        out -> {
          ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
          try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(header(writer, colors));
            for (BufferedImage picture : pictures) {
              BufferedImage indexed = indexed(picture, colors);
              writer.writeToSequence(
                  new IIOImage(indexed, null, metadata(writer, indexed, seconds)), null);
            }
            writer.endWriteSequence();
          } finally {
            writer.dispose();
          }
        });
  }

  /** A palette of the most frequent colours. */
  private static IndexColorModel colors(List<BufferedImage> pictures) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (BufferedImage picture : pictures) {
      for (int rgb :
          picture.getRGB(
              0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth())) {
        counts.merge(rgb, 1, Integer::sum);
      }
    }
    int[] most =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .limit(COLORS)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    int[] table = Arrays.copyOf(most, COLORS); // the format requires a power of 2
    return new IndexColorModel(8, COLORS, table, 0, false, -1, DataBuffer.TYPE_BYTE);
  }

  private static BufferedImage indexed(BufferedImage picture, IndexColorModel colors) {
    BufferedImage indexed =
        new BufferedImage(
            picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
    Map<Integer, Integer> nearest = new HashMap<>();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int index = nearest.computeIfAbsent(picture.getRGB(x, y), rgb -> nearest(rgb, colors));
        indexed.getRaster().setSample(x, y, 0, index);
      }
    }
    return indexed;
  }

  private static int nearest(int rgb, IndexColorModel colors) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < COLORS; i++) {
      int red = (rgb >> 16 & 255) - colors.getRed(i);
      int green = (rgb >> 8 & 255) - colors.getGreen(i);
      int blue = (rgb & 255) - colors.getBlue(i);
      int distance = red * red + green * green + blue * blue;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  /**
   * Stream metadata with a colour table for all pictures; without it, the writer would use a
   * default one.
   */
  private static IIOMetadata header(ImageWriter writer, IndexColorModel colors) throws IOException {
    IIOMetadata metadata = writer.getDefaultStreamMetadata(writer.getDefaultWriteParam());
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(HEADER_FORMAT);
    IIOMetadataNode table = new IIOMetadataNode("GlobalColorTable");
    table.setAttribute("sizeOfGlobalColorTable", Integer.toString(COLORS));
    table.setAttribute("backgroundColorIndex", "0");
    table.setAttribute("sortFlag", "FALSE");
    for (int i = 0; i < COLORS; i++) {
      IIOMetadataNode entry = new IIOMetadataNode("ColorTableEntry");
      entry.setAttribute("index", Integer.toString(i));
      entry.setAttribute("red", Integer.toString(colors.getRed(i)));
      entry.setAttribute("green", Integer.toString(colors.getGreen(i)));
      entry.setAttribute("blue", Integer.toString(colors.getBlue(i)));
      table.appendChild(entry);
    }
    root.appendChild(table);
    metadata.setFromTree(HEADER_FORMAT, root);
    return metadata;
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, double seconds)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    root.removeChild(child(root, "LocalColorTable")); // the global table is used
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Long.toString(Math.round(100 * seconds)));
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(new byte[] {1, 0, 0}); // loop forever
    child(root, "ApplicationExtensions").appendChild(loop);
    metadata.setFromTree(FORMAT, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode made = new IIOMetadataNode(name);
    root.appendChild(made);
    return made;
  }
}
