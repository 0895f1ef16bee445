package fovea.lab.figure;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/**
 * Draws in an SVG document, where text stays text: also the text of XChart, which draws the
 * outlines of its letters.
 */
final class SvgGraphics extends SVGGraphics2D {

  /** Decimals of coordinates. */
  private static final int DECIMALS = 2;

  private final TextOutlines outlines = new TextOutlines();

  SvgGraphics(Document document) {
    super(context(document), false);
  }

  private static SVGGeneratorContext context(Document document) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setImageHandler(new EmbeddedPng());
    context.setPrecision(DECIMALS);
    return context;
  }

  /** The texts to recognise by their outlines. */
  TextOutlines outlines() {
    return outlines;
  }

  @Override
  public void fill(Shape shape) {
    outlines
        .find(shape, getFont(), getFontRenderContext())
        .ifPresentOrElse(this::draw, () -> super.fill(shape));
  }

  private void draw(TextOutlines.Found text) {
    AffineTransform before = getTransform();
    rotate(text.angle());
    drawString(text.anchor().mark(text.text()), (float) text.x(), 0);
    setTransform(before);
  }
}
