package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/** A run that trains, as the page shows it. */
class LiveBrowserTest {

  @TempDir private Path runs;

  private static void step(Run run, int step) throws IOException {
    run.appendStep(
        JsonNodeFactory.instance
            .objectNode()
            .put("step", step)
            .put("epoch", 2 + step / 100.0)
            .put("loss", 2.0 - step / 100.0)
            .put("accuracy", step / 100.0)
            .put("images_per_second", 1234)
            .put("left", 200));
  }

  /** The points of the curves of a chart, from its file. */
  private static List<String> points(BrowserWindow window) {
    return window.saved("figure.plot").get("loss.csv").lines().skip(1).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "en, Time left, 3 min 20 s, '1,234', 2.4 / 5",
    "fr, Temps restant, 3 min 20 s, 1.234, '2,4 / 5'"
  })
  void stepsAreDrawnAsTheyCome(
      String language, String label, String left, String rate, String epoch) throws Exception {
    Run run = SampleRuns.begun(runs.resolve("a"), 2, 5, Map.of());
    SampleRuns.finished(runs.resolve("b"), 5, Map.of());
    step(run, 1);
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    try (Visitor visitor = Visitor.of(runs);
        BrowserWindow window = BrowserWindow.open(visitor)) {
      window.speak(language);
      window.find(".live");
      int step = 1;
      while (window.all(".live dd").stream().noneMatch(each -> each.getText().equals(left))) {
        step(run, ++step); // the server begins at the end of what is there
        Thread.sleep(200);
      }
      window.until(".live dt", label);
      window.until(".live dd", element -> element.getText().matches(rate));
      int before = points(window).size();
      for (int i = 40; i < 44; i++) {
        step(run, i);
      }
      window.until(".live dd", epoch);
      window.until(
          "h1", element -> points(window).stream().anyMatch(row -> row.contains(",2.43,")));
      assertThat(points(window)).hasSizeGreaterThanOrEqualTo(before + 4);
      window.picture("live-" + language);

      window.set(".controls input[type=range]", "0.5");
      window.until(
          "h1", element -> points(window).stream().noneMatch(row -> row.endsWith(",1.57")));
      window.set(".controls input[type=range]", "0");
      window.until("h1", element -> points(window).stream().anyMatch(row -> row.endsWith(",1.57")));
      List<String> both = points(window);
      window.until("h1", element -> window.all(".controls .choice button").size() == 3);
      window.all(".controls .choice button").get(1).click(); // training images alone
      window.until("h1", element -> points(window).size() < both.size());
      window.click(".controls label:nth-of-type(2) input");
      window.until("h1", element -> window.hash().contains("log=1"));
      window.click(".controls label:nth-of-type(3) input");
      window.until("h1", element -> window.hash().contains("logx=1"));

      window.show("runs?sel=a~b");
      window.until(".plot .legend li", "b ·");
      window.until(".plot .legend li", "a ·");
      assertThat(window.errors()).isEmpty();
    } finally {
      RunningProcess.leave(run.folder());
    }
  }

  /** What is recorded about the layers after an epoch: of one ReLU, and of its weights. */
  private static void layers(Run run, int epoch, int dead, double ratio) throws IOException {
    ObjectNode activations =
        JsonNodeFactory.instance.objectNode().put("event", "activations").put("epoch", epoch);
    activations
        .putArray("layers")
        .addObject()
        .put("name", "relu1")
        .put("units", 100)
        .put("mean", 0.5)
        .put("deviation", 0.4)
        .put("zeros", 0.5)
        .put("dead", dead)
        .put("lowest", -3)
        .putArray("octaves")
        .add(0.2)
        .add(0.2)
        .add(0.1);
    ObjectNode updates =
        JsonNodeFactory.instance.objectNode().put("event", "updates").put("epoch", epoch);
    updates
        .putArray("layers")
        .addObject()
        .put("name", "conv1.weight")
        .put("gradient_norm", 0.3)
        .put("update_ratio", ratio);
    run.append(activations);
    run.append(updates);
    SampleRuns.epoch(run, epoch, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "en, The first numbers come, Nothing stands out, relu1: 60% of the units are dead,"
        + " 'conv1.weight: an update changes the weights by 0.05', After epoch 2",
    "fr, Les premiers nombres, Rien de frappant, relu1 : 60 % des unités sont mortes,"
        + " 'conv1.weight : une mise à jour change les poids de 0,05', Après l'époque 2"
  })
  void theLayersOfARunAreFollowedWithAdvice(
      String language, String wait, String nothing, String dead, String large, String table)
      throws Exception {
    Run run = SampleRuns.begun(runs.resolve("a"), 0, 5, Map.of("activations", "true"));
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    try (Visitor visitor = Visitor.of(runs);
        BrowserWindow window = BrowserWindow.open(visitor)) {
      window.speak(language);
      window.show("layers");
      window.until("p.empty", wait);
      layers(run, 1, 1, 1e-3);
      window.until("section.panel", nothing);
      layers(run, 2, 60, 5e-2);
      window.until(".advice", element -> plain(element).contains(dead));
      window.until(".advice", element -> plain(element).contains(large));
      window.until("section.panel h2", table);
      assertThat(window.saved("figure.plot").get("update-ratio.csv").lines().skip(1))
          .containsExactly("conv1.weight,1,0.001", "conv1.weight,2,0.05");
      assertThat(window.errors()).isEmpty();
    } finally {
      RunningProcess.leave(run.folder());
    }
  }

  private static String plain(WebElement element) {
    return element.getText().replaceAll("[\u00a0\u202f]", " ");
  }

  @Test
  void aTabThatNobodySeesWaitsAndCatchesUp() throws Exception {
    Run run = SampleRuns.begun(runs.resolve("a"), 2, 5, Map.of());
    step(run, 1);
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    try (Visitor visitor = Visitor.of(runs);
        BrowserWindow window = BrowserWindow.open(visitor)) {
      window.find(".live");
      window.run(
          "window.hiddenTimes = 0; window.hiddenChanges = 0;"
              + "document.addEventListener('visibilitychange',"
              + " () => { hiddenTimes += document.hidden; });"
              + "new MutationObserver(() => { hiddenChanges += document.hidden; })"
              + " .observe(document.querySelector('main'),"
              + " {subtree: true, childList: true, characterData: true, attributes: true})");
      window.tab(visitor);
      for (int i = 2; !window.find(".live").getText().contains("3 min 20 s"); i++) {
        step(run, i); // the server begins at the end of what is there
        Thread.sleep(200);
      }
      step(run, 90);
      window.until(".live dd", "2.9 / 5");
      window.firstTab();
      window.until("h1", element -> points(window).stream().anyMatch(row -> row.contains(",2.9,")));
      assertThat(window.run("return hiddenTimes")).isEqualTo(1L);
      assertThat(window.run("return hiddenChanges")).isEqualTo(0L);
      step(run, 95);
      window.until(".live dd", "3.0 / 5"); // and it goes on
      assertThat(window.errors()).isEmpty();
    } finally {
      RunningProcess.leave(run.folder());
    }
  }
}
