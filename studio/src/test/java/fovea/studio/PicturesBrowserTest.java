package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The playground, the network builder, the explorer and the mistakes, in a real browser. */
class PicturesBrowserTest {

  private static final int VIEWS = 10;

  @TempDir private static Path runs;
  private static Visitor visitor;
  private static BrowserWindow window;

  @BeforeAll
  static void open() throws IOException {
    visitor = Visitor.of(runs);
    window = BrowserWindow.open(visitor);
    TrainedRuns.into(runs);
    TrainedRuns.lookedInto(runs.resolve("layers"));
  }

  @AfterAll
  static void close() throws IOException {
    try {
      if (window != null) {
        window.close();
      }
    } finally {
      visitor.close();
    }
  }

  /** Adds up the products that the page writes out. */
  private static double sum(String text) {
    Matcher product = Pattern.compile("(\\d+)·\\(?([−\\d.]+)\\)?").matcher(text);
    double sum = 0;
    while (product.find()) {
      sum +=
          Double.parseDouble(product.group(1))
              * Double.parseDouble(product.group(2).replace('−', '-'));
    }
    return sum;
  }

  @Test
  void theWindowStepsByKeysAndTheSumIsThatOfItsProducts() throws IOException {
    window.speak("en");
    window.show("playground?size=12&kernel=3&weights=edges");
    WebElement output = window.find("svg[role=slider]");
    assertThat(output.getAttribute("aria-valuemax")).isEqualTo("100");
    output.sendKeys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    window.until(".sum strong", "Row 2, column 3");
    String written = window.find("[data-test=sum]").getText();
    String result = written.substring(written.indexOf('=') + 1).strip().replace('−', '-');
    assertThat(sum(written)).isEqualTo(Double.parseDouble(result.replace(",", "")));
    window.until("h1", element -> window.hash().contains("at=12"));
    assertThat(window.errors()).isEmpty();
  }

  @Test
  void impossibleSizesSayWhy() {
    window.speak("en");
    window.show("playground?size=4&kernel=7");
    window.until("[role=alert]", "The window spans 7 pixels, but the padded input has only 4");
    window.set("#play-padding", "2");
    window.until("[data-test=size]", "2");
    window.speak("fr");
    window.show("playground?type=maxpool&size=8&kernel=2&padding=2");
    window.until("[role=alert]", "au plus la moitié de la taille du noyau");
  }

  @ParameterizedTest
  @CsvSource({"en, Reached", "fr, Atteint"})
  void questionsAreAnsweredByPlaying(String language, String reached) throws IOException {
    window.speak(language);
    window.show("playground");
    window.find("svg[role=slider]"); // what is below moves until then
    window.click("[data-question='8'] button");
    window.until("[data-test=size]", "28");
    assertThat(window.all("[data-question='8'] .chip")).isEmpty();
    window.set("#play-padding", "2");
    window.until("[data-test=size]", "32");
    window.until("[data-question='8'] .chip", reached);
    window.click("[data-question='9'] button");
    window.until("[data-test=size]", "31");
    window.set("#play-stride", "2");
    window.until("[data-question='9'] .chip", reached);
    window.click("[data-question='1'] button");
    window.until("[data-test=size]", "11");
    window.set("#play-stride", "4");
    window.until("[data-test=size]", "8");
    assertThat(window.all("[data-question='1'] .chip")).isEmpty(); // too many parameters
    window.set("#play-filters", "12");
    window.until("[data-question='1'] .chip", reached);
    window.click("[data-question='7'] button");
    window.until("[data-test=size]", "32");
    assertThat(window.all("[data-question='7'] .chip")).isEmpty();
    window.set("#play-kernel", "5");
    window.set("#play-stride", "3");
    window.until("[data-question='7'] .chip", reached);
    window.click("[data-question='3'] button");
    window.until(".play-controls button", "Average pooling").click();
    window.set("#play-kernel", "4");
    window.set("#play-stride", "4");
    window.until("[data-question='3'] .chip", reached);
    window.picture("playground-" + language);
  }

  @ParameterizedTest
  @CsvSource({"en, Line 3:, '94,666', '30,730'", "fr, Ligne 3, 94.666, 30.730"})
  void aNetworkIsReckonedAsItIsTyped(String language, String line, String before, String after)
      throws IOException {
    window.speak(language);
    window.show("network");
    window.until("[data-total=parameters]", element -> element.getText().matches(before));
    window.set("textarea", "network:\n  - conv 8 3x3\n  - maxpol 2\n");
    window.until(".verdict", line);
    window.until(".editor-lines .wrong", "3");
    window.set("textarea", "name: tiny\nnetwork:\n  - flatten\n  - linear classes\n");
    window.until("[data-total=parameters]", element -> element.getText().matches(after));
    window.click(".heading .button.primary");
    window.until("h1", element -> window.hash().startsWith("#/train?"));
    assertThat(window.hash()).contains("tiny-");
  }

  @Test
  void blocksChangeTheText() {
    window.speak("fr");
    window.show("network");
    window.until("[data-total=parameters]", element -> !element.getText().isEmpty());
    List<WebElement> forms = window.all(".builder .choice button");
    forms.get(1).click();
    int before = window.all(".block").size();
    window.until(".toolbar .button", "conv 32 3x3 same").click();
    window.until(".block:last-child input", element -> window.all(".block").size() == before + 1);
    window.until(".verdict", "Ligne ");
  }

  @ParameterizedTest
  @CsvSource({"en", "fr"})
  void everyViewOpensByItsLinkWithTheSelectedRun(String language) {
    window.errors(); // those of other tests
    window.speak(language);
    window.show("runs?sel=second");
    for (int i = 1; i <= VIEWS; i++) {
      String link = ".rail nav a:nth-child(%s)".formatted(i);
      String title = window.find(link).getText();
      window.click(link);
      window.until("h1", title);
      assertThat(window.hash()).contains("sel=second");
    }
    for (String view : List.of("explorer", "mistakes")) {
      window.click(".rail nav a[href^='#/%s']".formatted(view));
      window.until("#%s-run".formatted(view), run -> "second".equals(run.getDomProperty("value")));
    }
    window.find(".confusion");
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en, Feature maps", "fr, Cartes"})
  void anImageIsSeenLayerByLayer(String language, String title) throws IOException {
    window.speak(language);
    window.show("explorer?run=first&image=test:3");
    window.until("[data-test=verdict]", element -> !element.getText().isEmpty());
    window.until(".tabs button", title);
    window.until(".layer-strip button", "relu1").click();
    WebElement maps = window.find("svg.maps");
    window.until(".figure h2", "relu1");
    window.until("[data-test=field]", "3 × 3");
    maps.sendKeys(Keys.ARROW_RIGHT, Keys.PAGE_DOWN);
    window.until("[data-test=touched]", element -> element.getText().matches("\\d.*1.?024"));
    window.picture("explorer-" + language);
    for (String tab : List.of("evidence", "filters", "modes", "scan")) {
      window.show("explorer?run=first&image=test:3&tab=" + tab);
      window.find(".explorer-main .figure svg.drawing image, .explorer-main .trial");
      window.picture("explorer-" + tab + "-" + language);
    }
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en, Draw, with", "fr, Dessin, à"})
  void aDrawnDigitIsClassified(String language, String draw, String with) {
    window.speak(language);
    window.show("explorer?run=first");
    window.until(".image-choice button", draw).click();
    window.find("canvas.board");
    window.run(
        "const b = document.querySelector('canvas.board'); const r = b.getBoundingClientRect();"
            + "b.setPointerCapture = () => {};"
            + "const at = (type, x, y) => b.dispatchEvent(new PointerEvent(type, {bubbles: true,"
            + " pointerId: 1, clientX: r.left + x * r.width, clientY: r.top + y * r.height}));"
            + "at('pointerdown', .5, .2); at('pointermove', .5, .8); at('pointerup', .5, .8)");
    untilAnUploadIsClassified(with);
  }

  private static void untilAnUploadIsClassified(String with) {
    window.until("h1", element -> window.hash().contains("image=upload"));
    window.until(
        "[data-test=verdict]",
        element -> element.getText().matches(".+, %s .+%%\\.".formatted(with)));
  }

  @ParameterizedTest
  @CsvSource({"en, File, with", "fr, Fichier, à"})
  void anImageFileIsClassified(String language, String file, String with) throws IOException {
    Path image = runs.resolveSibling("image-" + language + ".png");
    BufferedImage pixels = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    pixels.setRGB(language.length(), language.charAt(0) % 40, 0xffffff);
    ImageIO.write(pixels, "png", image.toFile());
    window.speak(language);
    window.show("explorer?run=first");
    window.until(".image-choice button", file).click();
    window.find(".drop input[type=file]").sendKeys(image.toString());
    untilAnUploadIsClassified(with);
    Files.delete(image);
  }

  @ParameterizedTest
  @CsvSource({"en, Camera, with", "fr, Caméra, à"})
  void whatTheCameraSeesIsClassified(String language, String camera, String with) {
    window.speak(language);
    window.show("explorer?run=first");
    window.until(".image-choice button", camera).click();
    window.find("video.camera");
    window.until(
        "h1",
        element ->
            Boolean.TRUE.equals(
                window.run("return document.querySelector('video.camera').videoWidth > 0")));
    window.click(".image-choice .primary");
    untilAnUploadIsClassified(with);
  }

  @ParameterizedTest
  @CsvSource({
    "en, What to do, Update to weight ratio, Dead units, After epoch 2",
    "fr, Que faire, Rapport mise à jour / poids, Unités mortes, Après l'époque 2"
  })
  void aRunIsLookedIntoLayerByLayer(
      String language, String advice, String ratio, String dead, String table) throws IOException {
    window.errors(); // those of other tests
    window.speak(language);
    window.show("layers?of=layers");
    window.until("section.panel h2", advice);
    window.until("figure.plot h2", ratio);
    window.until("figure.plot h2", dead);
    window.until("section.panel h2", table);
    window.until(".plot .legend li", "conv1");
    window.until("table.data th", "relu2");
    window.find(".histograms svg, .figure svg.drawing");
    assertThat(window.faults()).asString().isEqualTo("[]");
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en, taken for", "fr, pris pour"})
  void cellsOpenTheirImages(String language, String title) throws IOException {
    window.speak(language);
    window.show("mistakes?run=first");
    window.until("[data-test=accuracy]", "%");
    WebElement cell =
        window.until(".confusion .cell:not(.diagonal)", element -> !element.getText().isEmpty());
    String count = cell.getText();
    window.run(
        "[...document.querySelectorAll('.confusion .cell:not(.diagonal)')]"
            + ".find(c => c.textContent).dispatchEvent(new MouseEvent('click', {bubbles: true}))");
    window.until("[data-test=gallery]", title);
    assertThat(window.find("[data-test=gallery] .chip").getText()).isEqualTo(count);
    window.picture("mistakes-" + language);
  }

  @ParameterizedTest
  @CsvSource({"en, Only the first is right", "fr, Seul le premier a raison"})
  void twoRunsAreComparedImageByImage(String language, String fixed) {
    window.speak(language);
    window.show("mistakes?run=first&other=second");
    window.until("[data-group=fixed]", fixed);
    window.find("[data-group=fixed]");
    int images = 0;
    for (WebElement group : window.all("[data-group] small")) {
      images += Integer.parseInt(group.getText());
    }
    window.until("[data-test=accuracy]", "%");
    assertThat(images).isEqualTo(size());
  }

  private static int size() {
    try {
      return TrainedRuns.images().test().size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"en", "fr"})
  void figuresAreSaved(String language) {
    window.speak(language);
    window.show("mistakes?run=first");
    window.find(".confusion");
    Map<String, String> files = window.saved(".figure");
    assertThat(files).containsOnlyKeys("confusion.csv", "confusion.png", "confusion.svg");
    assertThat(files.get("confusion.svg"))
        .startsWith("<svg")
        .contains("xmlns=\"http://www.w3.org/2000/svg\"");
    assertThat(files.get("confusion.csv").lines().findFirst().orElse("")).contains("airplane");
    assertThat(files.get("confusion.png")).contains("PNG");
  }

  @ParameterizedTest
  @CsvSource({
    "playground",
    "network",
    "explorer?run=first",
    "explorer?run=first&tab=evidence",
    "explorer?run=first&tab=modes",
    "mistakes?run=first"
  })
  void axeFindsNothingAndNothingSticksOut(String view) throws IOException {
    window.speak("en");
    for (int width : new int[] {1280, 390}) {
      window.size(width, 900);
      window.show(view);
      window.find("svg.drawing");
      window.picture(view.replaceAll("[^a-z]+", "-") + "-" + width);
      assertThat(window.faults()).as("%s at %d", view, width).asString().isEqualTo("[]");
      assertThat(window.run("return document.documentElement.scrollWidth <= innerWidth"))
          .as("%s at %d", view, width)
          .isEqualTo(true);
    }
    window.size(1280, 900);
  }
}
