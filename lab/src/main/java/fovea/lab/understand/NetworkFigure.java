package fovea.lab.understand;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.words.Texts;
import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.awt.Color;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Draws a network as a row of boxes, like the well-known figures of VGG16: the sides of a box are
 * those of a layer's output maps, its thickness is the number of channels. Both are drawn as square
 * roots, so that small maps remain visible beside large ones.
 */
public final class NetworkFigure {

  private enum Kind {
    INPUT(Palette.lighter(Color.BLACK, 0.72)),
    CONVOLUTION(Palette.lighter(Palette.categorical(5), 0.25)),
    RESIDUAL(Palette.lighter(Palette.categorical(3), 0.2)),
    POOLING(Palette.lighter(Palette.categorical(1), 0.15)),
    CONNECTED(Palette.lighter(Palette.categorical(2), 0.25));

    private final Color color;

    Kind(Color color) {
      this.color = color;
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A layer that is drawn as a box, with its output shape. */
  private record Block(String name, Kind kind, Shape shape) {}

  /**
   * The position and size of a block's box.
   *
   * @param left left edge of the front
   * @param right horizontal offset of the back from the front
   * @param rise vertical offset of the back from the front
   */
  private record Box(
      Block block, double left, double thickness, double height, double right, double rise) {

    double middle() {
      return left + thickness / 2;
    }
  }

  private static final double TALLEST = 190;
  private static final double VECTOR = 9;
  private static final double MIN_THICKNESS = 3;
  private static final double MAX_PER_CHANNEL = 9;

  /** Maximum total thickness of all boxes. */
  private static final double MAX_TOTAL_THICKNESS = 420;

  private static final double GAP = 9;
  private static final double MIN_STEP = 17;

  /** Horizontal and vertical offset of the back from the front, per unit of width. */
  private static final double RIGHT = 0.36;

  private static final double RISE = 0.30;
  private static final double MARGIN = 24;
  private static final double HEADER = 78;
  private static final double LABELS = 84;

  /** Room for the labels of the last box, to its right. */
  private static final double LAST_LABEL = 44;

  /** Vertical distance from a box to its name. */
  private static final double NAME_DROP = 12;

  private static final double TEXT = 13;
  private static final double TURN = 55;

  private final Summary summary;
  private final List<Box> boxes;
  private final Texts texts;

  private NetworkFigure(Summary summary, List<Box> boxes, Texts texts) {
    this.summary = summary;
    this.boxes = boxes;
    this.texts = texts;
  }

  /**
   * Draws a network.
   *
   * @param texts the bundle {@code understand.network}
   * @throws IllegalArgumentException if the network does not accept the input shape
   */
  public static Figure of(Network network, Shape input, Texts texts) {
    NetworkFigure figure =
        new NetworkFigure(Summary.of(network, input), boxes(blocks(network, input)), texts);
    return new Figure(network.name(), figure.width(), figure.height(), figure::draw);
  }

  private static List<Block> blocks(Network network, Shape input) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block("", Kind.INPUT, input));
    Shape shape = input;
    for (Named named : network.layers()) {
      shape = named.layer().output(shape);
      Shape output = shape;
      kind(named.layer()).ifPresent(kind -> blocks.add(new Block(named.name(), kind, output)));
    }
    return blocks;
  }

  /** The kind of a layer's box; empty for layers that have none, such as element-wise ones. */
  private static Optional<Kind> kind(Layer layer) {
    if (layer instanceof Conv2d) {
      return Optional.of(Kind.CONVOLUTION);
    }
    if (layer instanceof Residual) {
      return Optional.of(Kind.RESIDUAL);
    }
    if (layer instanceof Linear) {
      return Optional.of(Kind.CONNECTED);
    }
    return layer instanceof MaxPool2d
            || layer instanceof AvgPool2d
            || layer instanceof GlobalAvgPool2d
        ? Optional.of(Kind.POOLING)
        : Optional.empty();
  }

  private static List<Box> boxes(List<Block> blocks) {
    double roots = blocks.stream().mapToDouble(block -> Math.sqrt(block.shape().channels())).sum();
    double perChannel = Math.min(MAX_PER_CHANNEL, MAX_TOTAL_THICKNESS / roots);
    int longest =
        blocks.stream()
            .mapToInt(block -> Math.max(block.shape().height(), block.shape().width()))
            .max()
            .orElseThrow();
    List<Box> boxes = new ArrayList<>();
    double left = MARGIN;
    for (Block block : blocks) {
      Shape shape = block.shape();
      double thickness = Math.max(MIN_THICKNESS, perChannel * Math.sqrt(shape.channels()));
      double height =
          shape.flat() ? VECTOR : TALLEST * Math.sqrt((double) shape.height() / longest);
      double width = shape.flat() ? VECTOR : TALLEST * Math.sqrt((double) shape.width() / longest);
      if (!boxes.isEmpty()) {
        Box before = boxes.get(boxes.size() - 1);
        left = Math.max(left, before.middle() + MIN_STEP - thickness / 2);
        left = Math.max(left, minNameLeft(before, height, RISE * width) - thickness / 2);
        if (shape.flat() && !before.block().shape().flat()) {
          left = Math.max(left, before.left() + before.thickness() + before.right() + GAP);
        }
      }
      Box box = new Box(block, left, thickness, height, RIGHT * width, RISE * width);
      boxes.add(box);
      left += thickness + GAP + 0.18 * box.right();
    }
    return boxes;
  }

  /** The leftmost position for the name of a box at which it does not overlap the box before. */
  private static double minNameLeft(Box before, double height, double rise) {
    double deeper = (before.height() + before.rise() - height - rise) / 2 - NAME_DROP;
    double share = Math.min(1, deeper / before.rise());
    return deeper <= 0 ? 0 : before.left() + before.thickness() + share * before.right() + 12;
  }

  private double tallest() {
    return boxes.stream().mapToDouble(box -> box.height() + box.rise()).max().orElseThrow();
  }

  private int width() {
    Box last = boxes.get(boxes.size() - 1);
    return (int) Math.ceil(Math.max(last.left() + last.thickness() + LAST_LABEL, 600));
  }

  private int height() {
    return (int) Math.ceil(HEADER + LABELS + tallest() + LABELS + 2 * MARGIN);
  }

  /** The vertical position of the boxes' common centre line. */
  private double axis() {
    return HEADER + LABELS + tallest() / 2;
  }

  private void draw(Canvas canvas) {
    canvas.boldText(summary.network(), MARGIN, 28, Canvas.Anchor.START, 16, Palette.INK);
    canvas.text(
        texts.text(
            "totals", texts.number(summary.parameters()), texts.number(summary.multiplyAdds())),
        MARGIN,
        46,
        Canvas.Anchor.START,
        TEXT,
        Palette.INK);
    legend(canvas);
    for (Box box : boxes) {
      draw(canvas, box);
    }
    boxes.forEach(box -> label(canvas, box));
    canvas.text(
        texts.text("scale"), MARGIN, height() - 12, Canvas.Anchor.START, TEXT, Palette.FAINT);
  }

  private void legend(Canvas canvas) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    boxes.forEach(box -> kinds.add(box.block().kind()));
    double x = MARGIN;
    for (Kind kind : kinds) {
      var patch = Canvas.rectangle(x, 60, 12, 12);
      canvas.fill(patch, kind.color);
      canvas.outline(patch, Palette.darker(kind.color, 0.4), 0.8);
      String text = texts.text(kind.key());
      canvas.text(text, x + 18, 70, Canvas.Anchor.START, TEXT, Palette.INK);
      x += canvas.width(text, TEXT) + 40;
    }
  }

  private void draw(Canvas canvas, Box box) {
    double x = box.left();
    double top = front(box);
    double bottom = top + box.height();
    double end = x + box.thickness();
    Color color = box.block().kind().color;
    face(
        canvas,
        Palette.lighter(color, 0.45),
        new Point2D.Double(x, top),
        new Point2D.Double(end, top),
        new Point2D.Double(end + box.right(), top - box.rise()),
        new Point2D.Double(x + box.right(), top - box.rise()));
    face(
        canvas,
        Palette.darker(color, 0.12),
        new Point2D.Double(end, top),
        new Point2D.Double(end + box.right(), top - box.rise()),
        new Point2D.Double(end + box.right(), bottom - box.rise()),
        new Point2D.Double(end, bottom));
    face(
        canvas,
        color,
        new Point2D.Double(x, top),
        new Point2D.Double(end, top),
        new Point2D.Double(end, bottom),
        new Point2D.Double(x, bottom));
  }

  /** The vertical position of the top of a box's front. */
  private double front(Box box) {
    return axis() - (box.height() - box.rise()) / 2;
  }

  private static void face(Canvas canvas, Color color, Point2D... corners) {
    var face = Canvas.polygon(List.of(corners));
    canvas.fill(face, color);
    canvas.outline(face, Palette.darker(color, 0.45), 0.7);
  }

  private void label(Canvas canvas, Box box) {
    double top = front(box);
    canvas.rotatedText(
        text(box.block().shape()),
        box.middle() + box.right() + 3,
        top - box.rise() - 6,
        -TURN,
        Canvas.Anchor.START,
        TEXT,
        Palette.INK);
    String name = box.block().kind() == Kind.INPUT ? texts.text("image") : box.block().name();
    canvas.rotatedText(
        name,
        box.middle() - 4,
        top + box.height() + NAME_DROP,
        TURN,
        Canvas.Anchor.START,
        TEXT,
        Palette.INK);
  }

  private static String text(Shape shape) {
    return shape.flat()
        ? Integer.toString(shape.channels())
        : "%s\u00d7%s\u00d7%s".formatted(shape.height(), shape.width(), shape.channels());
  }
}
