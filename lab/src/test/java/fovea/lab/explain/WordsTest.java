package fovea.lab.explain;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.Texts;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private static final Pattern ARGUMENT = Pattern.compile("%(\\d\\$)?,?[sd]");

  @ParameterizedTest
  @ValueSource(strings = {"explain/explain", "understand/larger"})
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

  private static long arguments(String text) {
    return ARGUMENT.matcher(text).results().count();
  }

  private static Properties load(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStreamReader reader =
        new InputStreamReader(Texts.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }
}
