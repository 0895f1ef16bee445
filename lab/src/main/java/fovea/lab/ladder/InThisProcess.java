package fovea.lab.ladder;

import fovea.experiment.Training;
import fovea.lab.chart.Curves;
import fovea.lab.figure.Figure;
import fovea.run.Run;
import fovea.run.RunningProcess;
import fovea.train.NonFiniteLossException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains one run after the other in this process.
 *
 * @param training trains the runs
 * @param noFigures receives the reason if the curves of a run could not be drawn
 */
public record InThisProcess(Training training, Consumer<String> noFigures) implements Workers {

  @Override
  public int count() {
    return 1;
  }

  @Override
  public Work begin(PlannedRun run) throws IOException {
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    return () -> {
      try {
        Training.Result result = train(run);
        Figure.attempt(() -> Curves.draw(result.run())).ifPresent(noFigures);
        return new Ended(result.outcome());
      } catch (NonFiniteLossException e) {
        return new Diverged(e.getMessage());
      } finally {
        RunningProcess.leave(run.folder());
      }
    };
  }

  private Training.Result train(PlannedRun run) throws IOException {
    Optional<Run> started = run.resumable();
    return started.isPresent()
        ? training.resume(started.get(), run.recipe())
        : training.train(run.recipe(), Optional.of(run.folder()));
  }
}
