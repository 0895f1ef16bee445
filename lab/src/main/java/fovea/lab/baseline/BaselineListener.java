package fovea.lab.baseline;

/** Observes the progress of a baseline's stages. */
@FunctionalInterface
public interface BaselineListener {

  /**
   * Called when a stage starts or advances, from any thread.
   *
   * @param stage the stage's name
   * @param done completed units of work
   * @param total all units of work; 0 if unknown
   */
  void onProgress(String stage, long done, long total);
}
