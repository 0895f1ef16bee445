package fovea.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  @TempDir private Path folder;

  private static ObjectNode epoch(int number, double testLoss, double testAccuracy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "epoch")
        .put("epoch", number)
        .put("test_loss", testLoss)
        .put("test_accuracy", testAccuracy);
  }

  private int best(ObjectNode... epochs) throws IOException {
    Run run = Run.create(Optional.of(folder), RecipeReader.read("baseline", Map.of()));
    for (ObjectNode each : epochs) {
      run.append(each);
    }
    return History.of(run).best().orElseThrow().number();
  }

  @Test
  void theHighestAccuracyIsBestWhateverItsLoss() throws IOException {
    assertThat(best(epoch(1, 0.4, 0.8), epoch(2, 0.6, 0.9), epoch(3, 0.5, 0.8))).isEqualTo(2);
  }

  @Test
  void ofEqualAccuraciesTheLowestLossIsBestAndOfThoseTheFirst() throws IOException {
    assertThat(best(epoch(1, 0.7, 1), epoch(2, 0.1, 1), epoch(3, 0.1, 1), epoch(4, 0.2, 1)))
        .isEqualTo(2);
  }
}
