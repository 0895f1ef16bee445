package fovea.lab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCurvesTest {

  @TempDir private Path folder;

  private static ObjectNode event(String name) {
    return JsonNodeFactory.instance.objectNode().put("event", name);
  }

  private static ObjectNode epoch(int number) {
    return event("epoch")
        .put("epoch", number)
        .put("train_loss", 1)
        .put("train_accuracy", 0.5)
        .put("test_loss", 1)
        .put("test_accuracy", 0.5);
  }

  @Test
  void anEpochThatTakesLongIsDrawnAndShortOnesAreNot() throws IOException, InterruptedException {
    Run run = Run.create(Optional.of(folder), RecipeReader.read("baseline", Map.of()));
    LiveCurves curves = new LiveCurves();
    curves.accept(event("start").put("run", folder.toString()));
    run.append(epoch(1));
    curves.accept(epoch(1));
    assertThat(folder.resolve("curves.png")).doesNotExist();

    Thread.sleep(1100);
    run.append(epoch(2));
    curves.accept(epoch(2));
    assertThat(folder.resolve("curves.png")).exists();
  }

  @Test
  void aFailureDoesNotReachTheTraining() throws IOException, InterruptedException {
    LiveCurves curves = new LiveCurves();
    curves.accept(event("start").put("run", folder.resolve("removed").toString()));
    Thread.sleep(1100);
    curves.accept(epoch(1));
    assertThat(Files.exists(folder.resolve("removed"))).isFalse();
  }
}
