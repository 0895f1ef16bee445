package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The page in a real browser; skipped where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {

  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String AXE =
      "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) => v.id + ': '"
          + " + v.nodes.map((n) => n.target + ' ' + n.failureSummary).join('; '))));";

  private Visitor visitor;
  private ChromeDriver browser;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    Assumptions.assumeTrue(
        BROWSER.canExecute() && DRIVER.canExecute(),
        "no chromium and chromedriver: the page is not tested in a browser");
    for (String seed : List.of("1", "2")) {
      SampleRuns.finished(folder.resolve("runs/anne/a" + seed), 5, Map.of("seed", seed));
      SampleRuns.finished(
          folder.resolve("runs/bob/b" + seed), 5, Map.of("seed", seed, "lr", "0.5"));
    }
    visitor = Visitor.of(folder.resolve("runs"));
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
        "--user-data-dir=" + folder.resolve("profile"));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build(),
            options);
    browser.manage().timeouts().scriptTimeout(PATIENCE);
  }

  @AfterAll
  void close() throws IOException {
    if (browser != null) {
      browser.quit();
    }
    if (visitor != null) {
      visitor.close();
    }
  }

  private void until(String css, String text) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (browser.findElements(By.cssSelector(css)).stream()
        .noneMatch(element -> element.getText().contains(text))) {
      assertThat(Instant.now()).as("%s with %s", css, text).isBefore(end);
      Thread.sleep(100);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "runs, fr, table.runs, a1",
    "runs, en, table.runs, 5 / 5",
    "compare, fr, table.data, lr: 0.5",
    "compare, en, table.heat, lr=0.5",
    "train, fr, .command, fovea train default",
    "train, en, legend, All",
    "layers, fr, .empty, enregistré",
    "class, en, table.data, anne"
  })
  void aViewShowsWhatItIsForAndAxeFindsNothing(
      String view, String language, String css, String text) throws Exception {
    browser.get(visitor.address() + "#/runs");
    until("nav a", "");
    browser.findElement(By.cssSelector("button[lang=" + language + "]")).click();
    browser.get(visitor.address() + "#/" + view);
    until("html[lang=" + language + "] " + css, text);
    JavascriptExecutor script = browser;
    script.executeScript(
        new String(
            Files.readAllBytes(Path.of("src/test/resources/axe/axe.min.js")),
            StandardCharsets.UTF_8));
    assertThat(String.valueOf(script.executeAsyncScript(AXE))).isEqualTo("[]");
  }
}
