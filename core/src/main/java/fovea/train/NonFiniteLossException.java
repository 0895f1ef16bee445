package fovea.train;

/** The loss became infinite or not a number: training cannot go on. */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteLossException(long step, double learningRate, double loss) {
    super(
        "the loss is %s at step %d with learning rate %s: the training diverged; try a tenth of that learning rate, or normalise the images; checkpoints of earlier epochs are kept"
            .formatted(loss, step, learningRate));
  }
}
