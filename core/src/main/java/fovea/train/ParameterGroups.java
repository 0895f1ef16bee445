package fovea.train;

import fovea.nn.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * An optimiser for each of several groups of parameters, with a multiple of the learning rate of
 * its own, as PyTorch's parameter groups.
 */
public final class ParameterGroups implements Optimizer {

  /**
   * A group of parameters.
   *
   * @param optimizer the optimiser of its variables, which no other group has
   * @param factor its multiple of the learning rate, 0 or more
   */
  public record Group(Optimizer optimizer, double factor) {

    public Group {
      Require.that("factor", factor, factor >= 0, "0 or more");
    }
  }

  private final List<Group> groups;

  /**
   * @param groups the groups, at least one
   */
  public ParameterGroups(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    for (int i = 0; i < groups.size(); i++) { // without an iterator, which would be allocated
      groups.get(i).optimizer().step(groups.get(i).factor() * learningRate, number, workers);
    }
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.optimizer().state()));
    return all;
  }
}
