package fovea.lab.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words agree with their numbers, and French punctuation stays with its word, wherever it is. */
class AgreementTest {

  /** Where messages are: {@code [1|image|images]} here, {@code {0|image|images}} in the studio. */
  private static final List<Path> MESSAGES =
      List.of(
          Path.of("src/main/resources/fovea/lab"),
          Path.of("../studio/src/main/resources/fovea/studio"),
          Path.of("../cli/src/main/resources/fovea/cli"));

  /** The words of a choice, which may have its number among them. */
  private static final Pattern WORDS = Pattern.compile("\\|[^|]*\\|[^|\\]}]+(?=[\\]}])");

  private static final String NUMBER = "(?:%(?:\\d\\$)?,?[sd]|(?<!× )\\{\\d\\})";

  /** A choice, with its plural, which may have the number before it. */
  private static final Pattern CHOICE =
      Pattern.compile("[\\[{]\\d\\|[^|]*\\|(?:" + NUMBER + "[ \u00a0])?([^|\\]}%]+)[\\]}]");

  /** A plural before a number or a choice, which may turn out to be one. */
  private static final Pattern FIXED_PLURAL =
      Pattern.compile(
          "(?i)\\b(?:les|des|aux|ces|ses|mes|vos|leurs|quelques|the first|the last) (?:"
              + NUMBER
              + "(?! ?%%)|[\\[{]\\d\\|)");

  private static final Pattern CODE = Pattern.compile("`[^`]*`");

  /** Messages whose number is several numbers, or one that stands for several in English. */
  private static final Set<String> SEVERAL = Set.of("first", "playground.leftOver");

  private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d) (?=\\d{3}(?!\\d))");

  /** All messages of a language, each after its key. */
  private static List<String> messages(boolean french) throws IOException {
    List<String> messages = new ArrayList<>();
    for (Path folder : MESSAGES) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(each -> isText(each, french)).toList()) {
          Properties properties = new Properties();
          properties.load(Files.newBufferedReader(file));
          properties.forEach((key, text) -> messages.add(key + ": " + text));
        }
      }
    }
    return messages;
  }

  private static boolean isText(Path file, boolean french) {
    String name = file.getFileName().toString();
    return name.endsWith(".properties") && name.endsWith("_fr.properties") == french;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsCountedOnceInTheSingularIsSoEverywhere(boolean french) throws IOException {
    List<String> messages = messages(french);
    Set<String> counted = new TreeSet<>();
    for (String message : messages) {
      CHOICE
          .matcher(message)
          .results()
          .filter(found -> !found.group(1).startsWith("fois")) // which is its own plural
          .forEach(found -> counted.add(Pattern.quote(found.group(1))));
    }
    assertThat(counted).hasSizeGreaterThan(20);
    Pattern fixed = Pattern.compile(NUMBER + "[ \u00a0](?:" + String.join("|", counted) + ")\\b");
    assertThat(messages).hasSizeGreaterThan(600);
    assertThat(messages)
        .extracting(message -> WORDS.matcher(message).replaceAll("|"))
        .filteredOn(fixed.asPredicate())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatComesBeforeANumberAgreesWithItToo(boolean french) throws IOException {
    assertThat(messages(french))
        .extracting(message -> WORDS.matcher(message).replaceAll("|"))
        .filteredOn(message -> !SEVERAL.contains(message.replaceFirst(":.*", "")))
        .filteredOn(FIXED_PLURAL.asPredicate())
        .isEmpty();
  }

  @Test
  void aFixedPluralIsFound() {
    assertThat(List.of("dans les %1$s premières", "aux [2|valeur|valeurs]", "des {0} filtres"))
        .allMatch(FIXED_PLURAL.asPredicate());
    assertThat(List.of("dans [1|la première|les %1$s premières]", "%1$s des images", "des 3"))
        .extracting(message -> WORDS.matcher(message).replaceAll("|"))
        .noneMatch(FIXED_PLURAL.asPredicate());
  }

  @Test
  void frenchPagesHaveNoBreakBeforePunctuationAndWithinNumbers() throws IOException {
    List<String> broken = new ArrayList<>();
    try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
      for (Path page : pages.filter(each -> each.toString().endsWith(".fr.md")).toList()) {
        boolean code = false;
        for (String line : Files.readAllLines(page)) {
          code ^= line.startsWith("```");
          if (!code && breaks(line)) {
            broken.add(page.getFileName() + ": " + line);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean breaks(String line) {
    Matcher code = CODE.matcher(line);
    String prose = code.replaceAll("`");
    return !FrenchTypography.text(prose).equals(prose) || THOUSANDS.matcher(prose).find();
  }

  @Test
  void aBreakIsFound() {
    assertThat(List.of("a :", "« a »", "50 000", "5 %")).allMatch(AgreementTest::breaks);
    assertThat(List.of("a\u00a0: `b : c`", "50\u202f000", "2024, 3 x 32"))
        .noneMatch(AgreementTest::breaks);
  }
}
