package fovea.studio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A window of Chromium at the page of a studio. Tests are skipped where there is none. */
final class BrowserWindow implements AutoCloseable {

  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofMillis(50);

  private final Path profile;
  private final ChromeDriver driver;

  private BrowserWindow(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** Opens the page of a studio. */
  static BrowserWindow open(Visitor visitor) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "skipped: needs Debian's chromium and chromium-driver");
    Path profile = Files.createTempDirectory("fovea-browser");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-quic",
            "--use-fake-device-for-media-stream", // a camera that shows a test picture
            "--use-fake-ui-for-media-stream",
            "--user-data-dir=" + profile));
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .withEnvironment(Map.of("SE_OFFLINE", "true"))
            .build();
    BrowserWindow window = new BrowserWindow(profile, new ChromeDriver(service, options));
    window.driver.manage().timeouts().scriptTimeout(PATIENCE);
    window.size(1280, 900);
    window.visit(visitor);
    return window;
  }

  /** Opens the page of a studio, also another one. */
  void visit(Visitor visitor) {
    driver.get(visitor.address());
    find("nav a");
  }

  /** Runs a script at the start of each page, before it has anything. */
  void atEachStart(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Opens the page of a studio in a further tab, in which the following happens. */
  void tab(Visitor visitor) {
    driver.switchTo().newWindow(WindowType.TAB);
    visit(visitor);
  }

  /** Goes back to the first tab, which is seen then. */
  void firstTab() {
    driver.switchTo().window(driver.getWindowHandles().iterator().next());
    driver.executeCdpCommand("Page.bringToFront", Map.of());
  }

  /** What the pages of all tabs keep in their memory, in bytes, once garbage is collected. */
  long memory() {
    long bytes = 0;
    for (String tab : driver.getWindowHandles()) {
      driver.switchTo().window(tab);
      driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
      Map<String, Object> usage = driver.executeCdpCommand("Runtime.getHeapUsage", Map.of());
      bytes += ((Number) usage.get("usedSize")).longValue();
    }
    return bytes;
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /**
   * Shows the page as on a screen of another size, smaller than a window can be, too.
   *
   * @param width in pixels of the page
   * @param zoom how many pixels of the screen one of the page has: 2 where all is magnified to 200
   *     %
   */
  void screen(int width, int height, double zoom) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", zoom, "mobile", false));
  }

  /** Shows the page as in a window again. */
  void wholeScreen() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** Prefers something, such as {@code reduce} for {@code prefers-reduced-motion}. */
  void prefer(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Loads the page anew, as somebody does who was sent its address. */
  void reload() {
    driver.navigate().refresh();
    find("h1");
  }

  /**
   * Saves a figure in all its ways.
   *
   * @param figure its selector
   * @return what the files hold, by their names
   */
  Map<String, String> saved(String figure) {
    find(figure);
    Object files =
        driver.executeAsyncScript(
            "const [selector, done] = arguments; const files = {}; let blob;const made ="
                + " URL.createObjectURL; const click ="
                + " HTMLAnchorElement.prototype.click;URL.createObjectURL = given => { blob ="
                + " given; return made.call(URL, given); };HTMLAnchorElement.prototype.click ="
                + " function () { const name = this.download; blob.text().then(text => {"
                + " files[name] = text; }); };const buttons = document.querySelector(selector)"
                + " .querySelectorAll('.saving button:not(.into-report)');buttons.forEach(button =>"
                + " button.click());const wait = () => { if (Object.keys(files).length <"
                + " buttons.length) return void setTimeout(wait, 50); URL.createObjectURL = made;"
                + " HTMLAnchorElement.prototype.click = click; done(files); }; wait()",
            figure);
    Map<String, String> texts = new TreeMap<>();
    ((Map<?, ?>) files).forEach((name, text) -> texts.put(name.toString(), text.toString()));
    return texts;
  }

  /** Goes to a view: its name, and its state after a question mark. */
  void show(String view) {
    driver.executeScript("location.hash = arguments[0]", "#/" + view);
    find("h1");
  }

  /** Chooses a language. */
  void speak(String language) {
    find(".settings button[lang=" + language + "]").click();
    until("html[lang=" + language + "]", element -> true);
  }

  /** The first element that a selector finds, as soon as there is one. */
  WebElement find(String selector) {
    return until(selector, element -> true);
  }

  /** The first element of a selector, as soon as it holds a condition. */
  WebElement until(String selector, Predicate<WebElement> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<WebElement> found = present(selector, condition);
    while (found.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(STEP.toNanos());
      found = present(selector, condition);
    }
    return found.orElseThrow(() -> new AssertionError("no " + selector + " in " + text()));
  }

  private Optional<WebElement> present(String selector, Predicate<WebElement> condition) {
    try {
      return driver.findElements(By.cssSelector(selector)).stream().filter(condition).findFirst();
    } catch (StaleElementReferenceException e) {
      return Optional.empty(); // drawn anew meanwhile
    }
  }

  /** An element that contains a text. */
  WebElement until(String selector, String text) {
    return until(selector, element -> element.getText().contains(text));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Clicks an element wherever it is, also one in a drawing. */
  void click(String selector) {
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", find(selector));
    find(selector).click();
  }

  /** Moves the pointer to the middle of an element. */
  void hover(String selector) {
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", find(selector));
    new Actions(driver).moveToElement(find(selector)).perform();
  }

  /** Moves a slider or fills a field, as a visitor does. */
  void set(String selector, String value) {
    driver.executeScript(
        "const [e, v] = arguments; e.value = v;"
            + "e.dispatchEvent(new Event('input', {bubbles: true}));"
            + "e.dispatchEvent(new Event('change', {bubbles: true}))",
        find(selector),
        value);
  }

  /** Messages of the server as the page says them. */
  List<String> said(List<String> messages) {
    return computed("texts.js", "said", messages);
  }

  /** What a function of one of the page's modules makes of arguments, each by itself, as text. */
  List<String> computed(String module, String function, List<?> arguments) {
    Object made =
        driver.executeAsyncScript(
            "const [module, name, all, done] = arguments; import('/page/' + module)"
                + ".then(found => done(all.map(each => String(found[name](...[each].flat())))))",
            module,
            function,
            arguments);
    return ((List<?>) made).stream().map(String::valueOf).toList();
  }

  /** What a script gives to the function that is its last argument: numbers. */
  List<Double> numbers(String script, Object... arguments) {
    List<?> numbers = (List<?>) driver.executeAsyncScript(script, arguments);
    return numbers.stream().map(each -> ((Number) each).doubleValue()).toList();
  }

  Object run(String script) {
    return driver.executeScript(script);
  }

  private String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  String hash() {
    return String.valueOf(driver.executeScript("return location.hash"));
  }

  /** What axe-core finds at fault in the present view, once that is there. */
  Object faults() throws IOException {
    find("h1");
    try (var in = BrowserWindow.class.getResourceAsStream("/axe/axe.min.js")) {
      driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return driver.executeAsyncScript(
        "const done = arguments[0]; axe.run().then(found => done(found.violations.map(v => v.id +"
            + " ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))))");
  }

  /** Errors that the page wrote into its console. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Writes a picture of the window, if a folder for them is given. */
  void picture(String name) throws IOException {
    Optional<String> folder = Optional.ofNullable(System.getProperty("fovea.screenshots"));
    if (folder.isPresent()) {
      Files.createDirectories(Path.of(folder.get()));
      Files.write(Path.of(folder.get(), name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    }
  }
}
