package fovea.nn;

/**
 * In training, sets each element to zero with probability {@code rate} and multiplies the others by
 * 1 / (1 - rate); in evaluation, the identity (Srivastava et al. 2014, scaled in training instead
 * of in evaluation, as PyTorch does).
 *
 * @param rate probability of a zero, 0 or more and below 1
 */
public record Dropout(double rate) implements Layer {

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate is %s: it must be 0 or more and below 1".formatted(rate));
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
