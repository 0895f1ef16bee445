package fovea.lab.figure;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises texts by their outlines. XChart fills the outlines of its texts, which begin at the
 * origin and are horizontal or rotated by a right angle.
 */
final class TextOutlines {

  /** The angles at which texts are drawn, in radians: from left to right, and upwards. */
  private static final double[] ANGLES = {0, -Math.PI / 2};

  /** Outlines are compared in units of this share of a pixel. */
  private static final double PRECISION = 100;

  /**
   * A text that was recognised.
   *
   * @param x position of the anchor on the baseline
   * @param angle rotation around the origin in radians
   */
  record Found(String text, Canvas.Anchor anchor, double x, double angle) {}

  /** What determines the outlines of a text. */
  private record Style(Font font, FontRenderContext context) {}

  private final Map<String, Canvas.Anchor> expected = new LinkedHashMap<>();
  private final Map<Style, Map<List<Long>, Found>> known = new HashMap<>();

  /** Adds a text to recognise; the anchor is where it stays in fonts of other widths. */
  void expect(String text, Canvas.Anchor anchor) {
    if (!text.isBlank() && expected.putIfAbsent(text, anchor) == null) {
      known.clear();
    }
  }

  /** The text with the given outline, if it is expected. */
  Optional<Found> find(Shape shape, Font font, FontRenderContext context) {
    if (expected.isEmpty()) {
      return Optional.empty();
    }
    Map<List<Long>, Found> outlines =
        known.computeIfAbsent(new Style(font, context), this::outlines);
    return Optional.ofNullable(outlines.get(points(shape)));
  }

  private Map<List<Long>, Found> outlines(Style style) {
    Map<List<Long>, Found> outlines = new HashMap<>();
    expected.forEach(
        (text, anchor) -> {
          TextLayout layout = new TextLayout(text, style.font(), style.context());
          double x = anchor.share() * layout.getAdvance();
          for (double angle : ANGLES) {
            Shape outline = layout.getOutline(AffineTransform.getRotateInstance(angle));
            outlines.putIfAbsent(points(outline), new Found(text, anchor, x, angle));
          }
        });
    return outlines;
  }

  private static List<Long> points(Shape shape) {
    List<Long> points = new ArrayList<>();
    double[] coordinates = new double[6];
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      int segment = path.currentSegment(coordinates);
      points.add((long) segment);
      int count =
          switch (segment) {
            case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 2;
            case PathIterator.SEG_QUADTO -> 4;
            case PathIterator.SEG_CUBICTO -> 6;
            default -> 0;
          };
      for (int i = 0; i < count; i++) {
        points.add(Math.round(PRECISION * coordinates[i]));
      }
    }
    return points;
  }
}
