package fovea.lab.figure;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.batik.svggen.ImageHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.w3c.dom.Element;

/** Embeds images in the SVG file as PNG data; Batik's own handler requires another library. */
final class EmbeddedPng implements ImageHandler {

  private static final String XLINK = "http://www.w3.org/1999/xlink";

  @Override
  public void handleImage(Image image, Element element, SVGGeneratorContext context) {
    if (!(image instanceof RenderedImage rendered)) {
      throw new IllegalArgumentException(
          "a %s cannot be drawn: it must be a %s"
              .formatted(image.getClass(), BufferedImage.class.getSimpleName()));
    }
    handleImage(rendered, element, context);
  }

  @Override
  public void handleImage(RenderedImage image, Element element, SVGGeneratorContext context) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    element.setAttributeNS(
        XLINK,
        "xlink:href",
        "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  @Override
  public void handleImage(RenderableImage image, Element element, SVGGeneratorContext context) {
    handleImage(image.createDefaultRendering(), element, context);
  }
}
