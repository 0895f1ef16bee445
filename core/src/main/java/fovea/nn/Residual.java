package fovea.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A residual block (He et al. 2015, equations 1 and 2): the sum of a body and a shortcut, both
 * applied to the same input. Names of layers are unique in the block.
 *
 * @param body the layers of the body, at least one
 * @param shortcut the layers of the shortcut; empty for the identity
 */
public record Residual(List<Named> body, List<Named> shortcut) implements Layer {

  public Residual {
    body = List.copyOf(body);
    shortcut = List.copyOf(shortcut);
    if (body.isEmpty()) {
      throw new IllegalArgumentException("body is empty: a residual block needs a layer");
    }
    List<Named> both = new ArrayList<>(body);
    both.addAll(shortcut);
    Network.requireUniqueNames("a residual block", both);
  }

  @Override
  public Shape output(Shape input) {
    Shape first = Network.output(body, input);
    Shape second = Network.output(shortcut, input);
    if (!first.equals(second)) {
      throw new IllegalArgumentException(
          "Residual cannot add its paths for input %s: the body gives %s, the shortcut %s"
              .formatted(input, first, second));
    }
    return first;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    List<Parameter> all = new ArrayList<>(Network.parameters(body, input));
    all.addAll(Network.parameters(shortcut, input));
    return all;
  }

  @Override
  public long multiplyAdds(Shape input) {
    return Network.multiplyAdds(body, input) + Network.multiplyAdds(shortcut, input);
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return Network.receptiveField(body, before, input)
        .union(Network.receptiveField(shortcut, before, input));
  }
}
