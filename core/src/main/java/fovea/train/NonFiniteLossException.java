package fovea.train;

/** Thrown when the loss or a parameter becomes NaN or infinite, so that training cannot go on. */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String what, double value, long step, double learningRate) {
    super(
        "%s is %s at step %s with learning rate %s: the training diverged; try a tenth of that learning rate, or normalise the images; checkpoints of earlier epochs are kept"
            .formatted(what, value, step, learningRate));
  }
}
