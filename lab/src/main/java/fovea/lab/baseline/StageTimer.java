package fovea.lab.baseline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Times the stages of a baseline and reports their progress. */
final class StageTimer {

  private final BaselineListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private String current = "";

  StageTimer(BaselineListener listener) {
    this.listener = listener;
  }

  /** Runs and times a stage; the times of stages with the same name add up. */
  <T> T run(String stage, Supplier<T> work) {
    current = stage;
    listener.onProgress(stage, 0, 0);
    long start = System.nanoTime();
    T result = work.get();
    seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
    return result;
  }

  /** Reports the progress of the current stage. */
  void progress(long done, long total) {
    listener.onProgress(current, done, total);
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
