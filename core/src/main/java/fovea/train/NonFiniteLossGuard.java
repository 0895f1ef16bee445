package fovea.train;

/** Ends a training whose loss is no longer a finite number. */
public final class NonFiniteLossGuard implements Listener {

  @Override
  public void onLoss(Progress progress) {
    require(progress.loss(), progress);
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    require(result.test().loss(), progress);
  }

  private static void require(double loss, Progress progress) {
    if (!Double.isFinite(loss)) {
      throw new NonFiniteLossException(progress.step() + 1, progress.learningRate(), loss);
    }
  }
}
