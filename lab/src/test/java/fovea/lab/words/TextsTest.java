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
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  private static final Pattern ARGUMENT = Pattern.compile("%(\\d\\$)?,?[sd]");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "evaluation",
        "data",
        "baseline/baseline",
        "explain/explain",
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
    assertThat(french.number(1234567)).isEqualTo("1 234 567");
    assertThat(english.number(1234.5, 2)).isEqualTo("1,234.50");
    assertThat(french.number(1234.5, 2)).isEqualTo("1 234,50");
    assertThat(english.signed(3.14159, 2)).isEqualTo("+3.14");
    assertThat(french.signed(-3.14159, 2)).isEqualTo("-3,14");
    assertThat(english.significant(0.000123, 2)).isEqualTo("0.00012");
    assertThat(french.significant(0.0123, 2)).isEqualTo("0,012");
    assertThat(english.percent(0.1234)).isEqualTo("12.3%");
    assertThat(french.percent(0.1234, 2)).isEqualTo("12,34 %");
  }

  @Test
  void otherLanguagesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Texts.of("run", "FR"))
        .withMessage("--lang is 'FR': it must be en or fr");
  }
}
