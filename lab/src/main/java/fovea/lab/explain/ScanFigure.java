package fovea.lab.explain;

import fovea.lab.explain.PanelGrid.Panel;
import fovea.lab.explain.PanelGrid.Row;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A figure of a scanned image: a heat map for each class at each scale. */
public final class ScanFigure {

  private static final int SIDE = 150;

  /** Longer side of a picture in pixels: twice its size on the page, for print. */
  private static final int PIXELS = 2 * SIDE;

  private ScanFigure() {}

  /**
   * Draws the scans of an image.
   *
   * @param image the scanned image
   * @param classes the class names
   * @param scans the image's scans at several scales
   * @param texts the bundle {@code explain.explain}
   */
  public static Figure of(
      BufferedImage image, List<String> classes, List<Scan> scans, Texts texts) {
    BufferedImage photograph = resized(image);
    int height = photograph.getHeight();
    int width = photograph.getWidth();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(List.of(texts.text("image")), List.of(Panel.of(photograph, 2 * SIDE))));
    for (Scan scan : scans) {
      List<Panel> panels = new ArrayList<>();
      for (int label = 0; label < classes.size(); label++) {
        panels.add(
            Panel.of(
                scan.upsampled(label, height, width).overlay(photograph, 0, 1),
                SIDE,
                classes.get(label),
                texts.text("scan.highest", texts.percent(scan.highest(label)))));
      }
      List<String> words =
          List.of(
              texts.text("scan.scale", texts.number(scan.scale(), 2)),
              scan.input().toString(),
              texts.text("scan.map", scan.mapSize()));
      int half = (classes.size() + 1) / 2;
      rows.add(new Row(words, panels.subList(0, half)));
      rows.add(new Row(List.of(), panels.subList(half, panels.size())));
    }
    return new PanelGrid(texts.text("scan.title"), rows).figure();
  }

  private static BufferedImage resized(BufferedImage image) {
    double scale = (double) PIXELS / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(scale * image.getWidth()));
    int height = Math.max(1, (int) Math.round(scale * image.getHeight()));
    BufferedImage resized = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = resized.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return resized;
  }
}
