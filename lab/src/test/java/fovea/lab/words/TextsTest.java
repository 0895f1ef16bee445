package fovea.lab.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  private static final Pattern ARGUMENT = Pattern.compile("%(\\d\\$)?,?[sd]");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "command",
        "evaluation",
        "data",
        "baseline/baseline",
        "explain/explain",
        "report/questions/facts",
        "ladder/comparison",
        "understand/arithmetic",
        "understand/field",
        "understand/larger",
        "understand/network",
        "understand/symmetry"
      })
  void bothLanguagesHaveTheSameKeysAndArguments(String bundle) throws IOException {
    Properties english = load(bundle + ".properties");
    Properties french = load(bundle + "_fr.properties");
    assertThat(french.keySet()).isEqualTo(english.keySet());
    for (String key : english.stringPropertyNames()) {
      assertThat(arguments(french.getProperty(key)))
          .as(key)
          .isEqualTo(arguments(english.getProperty(key)));
    }
  }

  /** Which arguments a text has, not how often: a language may repeat one. */
  private static List<String> arguments(String text) {
    return List.copyOf(
        new TreeSet<>(
            ARGUMENT
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(each -> each.replace(",", ""))
                .toList()));
  }

  private static Properties load(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStreamReader reader =
        new InputStreamReader(
            Texts.class.getResourceAsStream("/fovea/lab/" + name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void numbersAreWrittenAsTheLanguageHasThem() {
    Texts english = Texts.of("run", "en");
    Texts french = Texts.of("run", "fr");
    assertThat(english.number(1234567)).isEqualTo("1,234,567");
    assertThat(french.number(1234567)).isEqualTo("1\u202f234\u202f567");
    assertThat(english.number(1234.5, 2)).isEqualTo("1,234.50");
    assertThat(french.number(1234.5, 2)).isEqualTo("1\u202f234,50");
    assertThat(english.signed(3.14159, 2)).isEqualTo("+3.14");
    assertThat(french.signed(-3.14159, 2)).isEqualTo("\u22123,14");
    assertThat(english.significant(0.000123, 2)).isEqualTo("0.00012");
    assertThat(french.significant(0.0123, 2)).isEqualTo("0,012");
    assertThat(english.percent(0.1234)).isEqualTo("12.3%");
    assertThat(french.percent(0.1234, 2)).isEqualTo("12,34\u00a0%");
  }

  @Test
  void frenchHasPowersOfTenAndNoCharacterOfEnglish() {
    Texts french = Texts.of("run", "fr");
    assertThat(french.significant(9.1e-7, 2)).isEqualTo("9,1\u00a0\u00d7\u00a010\u207b\u2077");
    assertThat(french.significant(-1.25e10, 3))
        .isEqualTo("\u22121,25\u00a0\u00d7\u00a010\u00b9\u2070");
    assertThat(french.styled("1E-05".replace("E", "e")))
        .isEqualTo("1\u00a0\u00d7\u00a010\u207b\u2075");
  }

  @Test
  void frenchPunctuationDoesNotBreakFromItsWord() {
    assertThat(FrenchTypography.text("a : b ; c ? d ! 5 % et \u00ab e \u00bb"))
        .isEqualTo("a\u00a0: b\u00a0; c\u00a0? d\u00a0! 5\u00a0% et \u00ab\u00a0e\u00a0\u00bb");
    assertThat(FrenchTypography.text("%1$s : %2$s %% sur %3$s, %d %s"))
        .isEqualTo("%1$s\u00a0: %2$s\u00a0%% sur %3$s, %d %s");
    assertThat(FrenchTypography.text("en %")).isEqualTo("en\u00a0%");
    assertThat(FrenchTypography.text("appr. - test, x -1, --lr"))
        .isEqualTo("appr. \u2212 test, x -1, --lr");
  }

  @ParameterizedTest
  @CsvSource({
    "fr, 0, 0 filtre",
    "fr, 1, 1 filtre",
    "fr, '1,01', '1,01 filtre'",
    "fr, '\u22121,5', '\u22121,5 filtre'",
    "fr, 2, 2 filtres",
    "fr, '1\u202f234', '1\u202f234 filtres'",
    "en, 0, 0 filtres",
    "en, 1, 1 filtre",
    "en, 1.0, 1.0 filtres",
    "en, 1.01, 1.01 filtres",
    "en, '1,234', '1,234 filtres'"
  })
  void wordsFollowTheirNumbers(String language, String number, String expected) {
    String pattern =
        Plurals.choose("%1$s [1|filtre|filtres]", new Object[] {number}, language.equals("fr"));
    assertThat(pattern.replace("%1$s", number)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"fr_FR.UTF-8, fr", "fr, fr", "fr@euro, fr", "frp_FR, en", "de_DE, en", "C, en"})
  void aLocaleHasALanguage(String locale, String language) {
    assertThat(Texts.languageOf(locale)).isEqualTo(language);
  }

  @Test
  void otherLanguagesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Texts.of("run", "FR"))
        .withMessage("--lang is 'FR': it must be en or fr");
  }
}
