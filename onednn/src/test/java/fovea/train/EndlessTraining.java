package fovea.train;

import fovea.engine.reference.ReferenceEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that trains, saves after each step, goes on from what is there, and waits to be killed.
 */
final class EndlessTraining {

  private EndlessTraining() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    try (Trials.Session session = new Trials.Session(new ReferenceEngine(), 1)) {
      TrainerState from =
          Files.exists(file)
              ? Checkpoint.load(file, session.model, session.optimizer)
              : session.start;
      session.run(
          Integer.MAX_VALUE,
          from,
          new Listener() {
            @Override
            public void onStep(Progress progress) {
              try {
                Checkpoint.save(file, session.model, session.optimizer, progress.state(), Map.of());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    }
  }
}
