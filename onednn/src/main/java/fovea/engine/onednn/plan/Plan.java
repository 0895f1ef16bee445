package fovea.engine.onednn.plan;

import fovea.engine.Mode;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.List;

/**
 * How a network is computed: its nodes in the order of the forward pass.
 *
 * @param shards the equal parts of the batch
 * @param nodes the nodes; those of a residual block's paths are within it
 */
public record Plan(Shards shards, List<Node> nodes) {

  /**
   * Plans a program.
   *
   * @param input the shape of one image
   * @param shards the equal parts of the batch
   * @param mode what the program computes
   * @param fixed whether the parameters never change, so that what is computed from them is kept
   */
  public static Plan of(Network network, Shape input, Shards shards, Mode mode, boolean fixed) {
    Planner planner = new Planner(shards, mode, fixed);
    return new Plan(shards, planner.sequence("", network.layers(), input, true));
  }
}
