package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The texts of the page. */
class TextsTest {

  private static final Path PAGE = Path.of("src/main/resources/fovea/studio/page");
  private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|\\}).* from '(.+)';");
  private static final Pattern PRELOAD = Pattern.compile("\"modulepreload\" href=\"/page/(.+)\"");
  private static final Pattern USE = Pattern.compile("\\bt\\('([\\w.]+)'");

  private static Map<String, String> texts(String language) {
    return Texts.named("fovea.studio.studio", language).all();
  }

  private static Set<String> arguments(String text) {
    return Pattern.compile("\\{\\d")
        .matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void bothLanguagesSayTheSameThings() {
    Map<String, String> french = texts("fr");
    assertThat(french).containsOnlyKeys(texts("en").keySet());
    texts("en")
        .forEach(
            (key, text) ->
                assertThat(arguments(french.get(key))).as(key).isEqualTo(arguments(text)));
  }

  @Test
  void whatThePageSaysHasAText() throws IOException {
    try (Stream<Path> files = Files.walk(PAGE)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".js")).toList()) {
        Set<String> used =
            USE.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(texts("en").keySet()).as(file.toString()).containsAll(used);
      }
    }
  }

  /** What a module imports, and what that does. */
  private static void follow(Path module, Set<String> found) throws IOException {
    String name = PAGE.relativize(module).toString().replace('\\', '/');
    if (!found.add(name) || name.startsWith("lib/")) {
      return;
    }
    for (MatchResult use : IMPORT.matcher(Files.readString(module)).results().toList()) {
      follow(module.resolveSibling(use.group(1)).normalize(), found);
    }
  }

  @Test
  void thePageAsksForTheModulesOfTheFirstViewAtOnce() throws IOException {
    Set<String> modules = new TreeSet<>();
    follow(PAGE.resolve("studio.js"), modules);
    follow(PAGE.resolve("views/runs.js"), modules);
    modules.remove("studio.js");
    assertThat(
            PRELOAD
                .matcher(Files.readString(PAGE.resolve("index.html")))
                .results()
                .map(match -> match.group(1)))
        .containsExactlyElementsOf(modules);
  }
}
