package fovea.experiment;

import fovea.train.Listener;
import fovea.train.Progress;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import fovea.train.TrainerState;
import java.util.ArrayList;
import java.util.List;

/**
 * A learning-rate range test: trains with a rate that grows by a constant factor per step until the
 * loss diverges (Smith 2017, section 3.3).
 *
 * @param from the rate of the first step
 * @param to the rate of the last step
 * @param steps maximum number of steps
 */
record RateFinder(double from, double to, int steps) {

  /**
   * Runs the test.
   *
   * @param stop request to stop after the current step
   * @param listeners further listeners
   */
  LearningRates run(Session session, StopRequest stop, List<Listener> listeners) {
    LearningRates.Recording recording = new LearningRates.Recording();
    StopRequest end = new StopRequest();
    Listener recorder =
        new Listener() {
          @Override
          public void onLoss(Progress progress) {
            if (recording.add(progress.learningRate(), progress.loss())
                || progress.step() + 1 >= steps
                || stop.requested()) {
              end.request();
            }
          }
        };
    List<Listener> all = new ArrayList<>(List.of(recorder));
    all.addAll(listeners);
    int batches = session.train.batches();
    double factor = Math.pow(to / from, 1.0 / Math.max(1, steps - 1));
    Trainer.Plan plan = new Trainer.Plan((steps - 1) / batches + 1, session.setup.plan().time());
    session
        .trainer(epoch -> from * Math.pow(factor, epoch * batches), plan, end, all)
        .run(TrainerState.initial(session.setup.seed()));
    return recording.done();
  }
}
