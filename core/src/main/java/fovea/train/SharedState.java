package fovea.train;

/** The state of a trainer, told to all members of a group. */
public final class SharedState {

  private SharedState() {}

  /**
   * The state of the first member.
   *
   * @param own this member's state; it must have the same seed
   */
  public static TrainerState spread(Group group, TrainerState own) {
    double[] all =
        group.gather(
            own.epoch(),
            own.batch(),
            (double) own.step(),
            own.lossSum(),
            (double) own.correct(),
            (double) own.images(),
            own.bestAccuracy(),
            own.bestEpoch(),
            own.drops(),
            own.lastDrop());
    return new TrainerState(
        own.seed(),
        (int) all[0],
        (int) all[1],
        (long) all[2],
        all[3],
        (long) all[4],
        (long) all[5],
        all[6],
        (int) all[7],
        (int) all[8],
        (int) all[9]);
  }
}
