package fovea.lab.baseline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The clock of a baseline's stages. */
final class Stages {

  private final StageListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private String current = "";

  Stages(StageListener listener) {
    this.listener = listener;
  }

  /** Does a stage and takes its time; a stage's name may come again. */
  <T> T run(String stage, Supplier<T> work) {
    current = stage;
    listener.onProgress(stage, 0, 0);
    long start = System.nanoTime();
    T result = work.get();
    seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
    return result;
  }

  /** How far the stage is. */
  void progress(long done, long total) {
    listener.onProgress(current, done, total);
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
