package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuestionTextTest {

  private static final Pattern TAG = Pattern.compile("\\{\\{[#^>]?(\\w+)\\}\\}");

  private static QuestionText text(String answer) {
    return QuestionText.parse(
        "# Title\nLook here.\n---\n" + answer, Mustache.compiler().emptyStringIsFalse(true));
  }

  @Test
  void aTextHasATitleAPromptAndAnAnswer() {
    QuestionText text = text("It is so.");
    assertThat(text.title()).isEqualTo("Title");
    assertThat(text.prompt()).isEqualTo("Look here.");
    assertThat(text.answer(Map.of())).isEqualTo("It is so.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuestionText.parse("# Title\nAll at once.", Mustache.compiler()));
  }

  @Test
  void variantsDependOnWhatWasMeasured() {
    QuestionText text = text("A.{{#gap}} Here {{gap}}.{{/gap}}{{^gap}} Unknown.{{/gap}}");
    assertThat(text.answer(Map.of("gap", "+3"))).isEqualTo("A. Here +3.");
    assertThat(text.answer(Map.of())).isEqualTo("A. Unknown.");
  }

  @Test
  void aVariantThatIsNotThereLeavesNoGap() {
    QuestionText text = text("A.  {{#gap}}x{{/gap}} B.\n\n{{#gap}}y{{/gap}}\n\nC.");
    assertThat(text.answer(Map.of())).isEqualTo("A. B.\n\nC.");
  }

  @Test
  void aValueThatNobodySetIsAnErrorOfTheTemplate() {
    assertThatThrownBy(() -> text("{{gap}}").answer(Map.of()))
        .isInstanceOf(MustacheException.class);
  }

  @Test
  void frenchSpacesAreSetInProseAndNotInFormulas() throws IOException {
    Texts french = Texts.of("report.questions.facts", "fr");
    assertThat(QuestionText.of(19, french).title()).contains("images\u00a0: r");
    String answer = QuestionText.of(8, french).answer(Map.of());
    assertThat(answer).contains("$p=(k-1)/2$\u00a0: une marge");
  }

  static IntStream numbers() {
    return IntStream.rangeClosed(1, 34);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void bothLanguagesUseTheSameValuesAndAreOfADecentLength(int number) throws IOException {
    String english = resource("en", number);
    String french = resource("fr", number);
    assertThat(tags(french)).isEqualTo(tags(english));
    for (String text : List.of(english, french)) {
      String answer = text.substring(text.indexOf("\n---\n") + 5);
      assertThat(answer.split("\\s+").length).isBetween(30, 230);
      assertThat(count(answer, "$") % 2).as("dollars").isZero();
      assertThat(count(answer, "**") % 2).as("asterisks").isZero();
      assertThat(count(answer, "`") % 2).as("backquotes").isZero();
    }
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private static Set<String> tags(String text) {
    return TAG.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String resource(String language, int number) throws IOException {
    String name = String.format(Locale.ROOT, "%s/%02d.md", language, number);
    try (InputStream in = QuestionText.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
