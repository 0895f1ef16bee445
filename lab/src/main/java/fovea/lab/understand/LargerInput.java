package fovea.lab.understand;

import fovea.nn.Flatten;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Which layers of a network, with their present weights, can be applied to images of another size
 * than the network was built for.
 *
 * @param network the network
 * @param made the input shape that the network was built for
 * @param given the other input shape
 * @param rows one row per layer
 */
public record LargerInput(Network network, Shape made, Shape given, List<Row> rows) {

  /** The effect of the other input size on a layer. */
  public enum Verdict {
    /** It slides over its input or works element by element: its output has another size. */
    SLIDES,
    /** It averages over all positions: its output keeps its size. */
    POOLS_ALL,
    /** It only flattens its input: the vector has another length. */
    FLATTENS,
    /** Its input has the original size. */
    SAME,
    /**
     * It has one weight per input element, and the number of elements has changed: it cannot be
     * computed.
     */
    MISFIT,
    /** A preceding layer cannot be computed. */
    UNREACHED
  }

  /**
   * The verdict on a layer.
   *
   * @param name the layer's name
   * @param type the layer's type
   * @param made its output shape for the original input
   * @param given its output shape for the other input; if it cannot be computed, the shape of the
   *     last computed output
   * @param verdict the effect of the other input size
   */
  public record Row(String name, String type, Shape made, Shape given, Verdict verdict) {

    /** Whether the layer can be computed. */
    public boolean computed() {
      return verdict != Verdict.MISFIT && verdict != Verdict.UNREACHED;
    }
  }

  public LargerInput {
    rows = List.copyOf(rows);
  }

  /**
   * Examines a network layer by layer.
   *
   * @throws IllegalArgumentException if the network does not accept {@code made}, or {@code given}
   *     is too small for a convolution or pooling
   */
  public static LargerInput of(Network network, Shape made, Shape given) {
    List<Row> rows = new ArrayList<>();
    Shape before = made;
    Shape now = given;
    boolean reached = true;
    for (Named named : network.layers()) {
      Shape after = named.layer().output(before);
      if (!reached) {
        rows.add(row(named, after, now, Verdict.UNREACHED));
      } else if (named.layer() instanceof Linear && now.elements() != before.elements()) {
        rows.add(row(named, after, now, Verdict.MISFIT));
        reached = false;
      } else {
        Verdict verdict = verdict(named, before.equals(now));
        now = named.layer().output(now);
        rows.add(row(named, after, now, verdict));
      }
      before = after;
    }
    return new LargerInput(network, made, given, rows);
  }

  private static Verdict verdict(Named named, boolean same) {
    if (same) {
      return Verdict.SAME;
    }
    if (named.layer() instanceof GlobalAvgPool2d) {
      return Verdict.POOLS_ALL;
    }
    return named.layer() instanceof Flatten ? Verdict.FLATTENS : Verdict.SLIDES;
  }

  private static Row row(Named named, Shape made, Shape given, Verdict verdict) {
    return new Row(named.name(), named.layer().type(), made, given, verdict);
  }

  /** Whether the whole network can be computed. */
  public boolean complete() {
    return rows.get(rows.size() - 1).computed();
  }

  /** Examines the network after converting its linear layers to convolutions. */
  public LargerInput converted() {
    return of(network.fullyConvolutional(made), made, given);
  }
}
