package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What is told of Spark's messages, some of which are of many lines. */
class JobFailureTest {

  private static final String ABORTED =
      "Job aborted due to stage failure: Task 0 in stage 16.0 failed 4 times, most recent failure:"
          + " Lost task 0.3 in stage 16.0 (TID 25) (127.0.0.1 executor 1): ";

  private static final String TRACE = "\n\tat fovea.A.b(A.java:1)\n\nDriver stacktrace:";

  private static String reason(String message) {
    return JobFailure.of(new IllegalStateException(message)).getMessage();
  }

  @Test
  void whatATaskThrewIsTheReason() {
    assertThat(reason(ABORTED + "java.io.IOException: the disk is full" + TRACE))
        .isEqualTo("the disk is full");
    assertThat(
            reason(
                "Job aborted due to stage failure: Could not recover from a failed barrier"
                    + " ResultStage. Most recent failure reason: Stage failed because barrier task"
                    + " ResultTask(3, 0) finished unsuccessfully.\n"
                    + "java.io.UncheckedIOException: worker 1 (10.0.0.2) is gone"
                    + TRACE))
        .isEqualTo("worker 1 (10.0.0.2) is gone");
  }

  @Test
  void aWrongArgumentIsOne() {
    assertThatThrownBy(
            () -> reason(ABORTED + "fovea.recipe.RecipeException: epochs is 0: more" + TRACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epochs is 0: more");
  }

  @Test
  void aLostExecutorIsNamed() {
    String lost = "ExecutorLostFailure (executor 0 exited) Reason: Command exited with code 137";
    assertThat(reason("Stage failed.\n" + lost)).isEqualTo("Spark gave up: " + lost);
    assertThat(reason(ABORTED + lost + "\nDriver stacktrace:"))
        .endsWith("(127.0.0.1 executor 1): " + lost);
  }
}
