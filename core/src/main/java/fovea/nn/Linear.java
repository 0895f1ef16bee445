package fovea.nn;

import java.util.List;

/**
 * A fully connected layer: each output is a weighted sum of all inputs.
 *
 * @param features number of outputs
 * @param bias whether there is a learned bias for each output
 */
public record Linear(int features, boolean bias) implements Layer {

  public Linear {
    Require.atLeast("features", features, 1);
  }

  /** This layer without a bias. */
  public Linear withoutBias() {
    return new Linear(features, false);
  }

  @Override
  public Shape output(Shape input) {
    if (!input.flat()) {
      throw new IllegalArgumentException(
          "Linear takes a vector, not feature maps of %s: put flatten() before it"
              .formatted(input));
    }
    return Shape.vector(features);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int inputs = input.elements();
    Parameter weight =
        new Parameter("weight", List.of(features, inputs), Parameter.Role.WEIGHT, inputs, features);
    return bias
        ? List.of(
            weight, new Parameter("bias", List.of(features), Parameter.Role.BIAS, inputs, features))
        : List.of(weight);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return (long) input.elements() * features;
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.global();
  }
}
