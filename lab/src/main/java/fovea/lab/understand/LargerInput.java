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
 * What of a network can be computed, with the weights that it has, for images of another size than
 * it was made for.
 *
 * @param network the network
 * @param made the shape that it was made for
 * @param given the other shape
 * @param rows a row a layer
 */
public record LargerInput(Network network, Shape made, Shape given, List<Row> rows) {

  /** What becomes of a layer. */
  public enum Verdict {
    /** It slides its weights, or has none: another size gives a map of another size. */
    SLIDES,
    /** It takes the mean over all positions: another size gives the same vector. */
    POOLS_ALL,
    /** It only writes maps as a vector, which then has another length. */
    FLATTENS,
    /** It takes what reaches it as it did. */
    SAME,
    /** It has a weight for each number of its input, and there are others now. */
    MISFIT,
    /** Nothing reaches it. */
    UNREACHED
  }

  /**
   * A layer.
   *
   * @param name its name
   * @param type its kind
   * @param made the shape behind it for the size that it was made for
   * @param given the shape behind it for the other size; that of its input where it cannot be
   *     computed
   * @param verdict what becomes of it
   */
  public record Row(String name, String type, Shape made, Shape given, Verdict verdict) {

    public boolean computed() {
      return verdict != Verdict.MISFIT && verdict != Verdict.UNREACHED;
    }
  }

  public LargerInput {
    rows = List.copyOf(rows);
  }

  /**
   * Goes through a network.
   *
   * @throws IllegalArgumentException if the network cannot take the shape that it was made for, or
   *     the other shape does not fit its sliding layers
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

  /** Whether the network gives its result. */
  public boolean complete() {
    return rows.get(rows.size() - 1).computed();
  }

  /** The same with convolutions in the place of linear layers. */
  public LargerInput converted() {
    return of(network.fullyConvolutional(made), made, given);
  }
}
