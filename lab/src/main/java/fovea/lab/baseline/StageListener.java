package fovea.lab.baseline;

/** Follows the stages of a baseline. */
@FunctionalInterface
public interface StageListener {

  /**
   * A stage goes on.
   *
   * @param stage what is done
   * @param done how much of it
   * @param total how much there is; 0 where that is not known
   */
  void onProgress(String stage, long done, long total);
}
