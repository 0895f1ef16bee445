package fovea.lab.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One word for one thing, in all texts of both languages. */
class GlossaryTest {

  private static final List<Path> RESOURCES =
      List.of(
          Path.of("src/main/resources/fovea/lab"),
          Path.of("../studio/src/main/resources/fovea/studio"));

  /** Code, formulas, keys of messages and the names of their arguments: not prose. */
  private static final Pattern VERBATIM =
      Pattern.compile(
          "`[^`]+`|\\$[^$]+\\$|\\{\\{[^}]+\\}\\}|(?m)^[\\w.-]+=|--[a-z-]+ \\S+|\\w+\\.(?:png|csv)");

  private static final Pattern LISTING = Pattern.compile("(?ms)^```.*?^```");

  /** What the guides and the help say otherwise, too. */
  private static final List<String> NOT_FRENCH_ANYWHERE =
      List.of(
          "learning rate",
          "pas d'apprentissage",
          "\\baccuracy\\b",
          "sur-apprentissage",
          "exécutions?\\b",
          "convoluti(?:f|fs|ve|ves)\\b",
          "mini-?lot",
          "justesse",
          "rembourrage",
          "foulée");

  /** What French texts say otherwise: taux d'apprentissage, pas, marge, exactitude and so on. */
  private static final List<String> NOT_FRENCH =
      List.of(
          "(?<!\\()stride",
          "(?<!\\()padding",
          "(?<!mini-)\\bbatch\\b(?! normalization)",
          "\\bloss\\b",
          "\\bepoch",
          "overfitting",
          "feature maps?",
          "weight decay",
          "dataset",
          "\\bruns?\\b",
          "fully.connected",
          "pleinement connectée",
          "entièrement connectée",
          "batch normali[sz]ation");

  /**
   * What English texts say otherwise: British spelling, and the words of PyTorch's documentation.
   */
  private static final List<String> NOT_ENGLISH =
      List.of(
          "normalization",
          "optimizer",
          "regularization",
          "\\bcolor",
          "minibatch",
          "learning-rate",
          "feature planes?",
          "dense layer",
          "fully-connected",
          "data-set",
          "step size",
          "hold-out");

  private static List<Path> texts(boolean french) throws IOException {
    List<Path> texts = new ArrayList<>();
    for (Path resources : RESOURCES) {
      try (Stream<Path> files = Files.walk(resources)) {
        files.filter(file -> isText(file, french)).sorted().forEach(texts::add);
      }
    }
    return texts;
  }

  private static boolean isText(Path file, boolean french) {
    String name = file.getFileName().toString();
    return name.endsWith(".properties")
        ? name.endsWith("_fr.properties") == french
        : name.endsWith(".md") && file.getParent().endsWith(french ? "fr" : "en");
  }

  private static List<String> found(List<Path> files, List<String> words) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      String text = LISTING.matcher(Files.readString(file)).replaceAll(" ");
      String prose = VERBATIM.matcher(text).replaceAll(" ").replace('\n', ' ');
      for (String word : words) {
        Pattern.compile(word, Pattern.CASE_INSENSITIVE)
            .matcher(prose)
            .results()
            .map(MatchResult::group)
            .map(each -> file.getFileName() + ": " + each)
            .forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void frenchTextsUseTheWordsOfTheGlossary() throws IOException {
    List<Path> files = texts(true);
    assertThat(files).hasSizeGreaterThan(40);
    assertThat(found(files, NOT_FRENCH)).isEmpty();
    assertThat(found(files, NOT_FRENCH_ANYWHERE)).isEmpty();
  }

  @Test
  void frenchGuidesAndHelpUseTheSameWords() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> guides = Files.list(Path.of("../docs"))) {
      guides.filter(file -> file.toString().endsWith(".fr.md")).forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(5);
    assertThat(found(files, NOT_FRENCH_ANYWHERE)).isEmpty();
  }

  @Test
  void englishTextsUseTheWordsOfTheGlossary() throws IOException {
    List<Path> files = texts(false);
    assertThat(files).hasSizeGreaterThan(40);
    assertThat(found(files, NOT_ENGLISH)).isEmpty();
  }

  @Test
  void aForbiddenWordIsFound() throws IOException {
    Path file = Files.createTempFile("words", ".md");
    try {
      Files.writeString(file, "Le learning\nrate et `learning rate`, la marge (padding)");
      assertThat(found(List.of(file), NOT_FRENCH_ANYWHERE)).hasSize(1);
    } finally {
      Files.delete(file);
    }
  }
}
