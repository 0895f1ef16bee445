package fovea.lab.report.questions;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts of a question. They are in a resource of their own, {@code LANGUAGE/NUMBER.md}: the
 * title in the first line, the prompt, a line with three hyphens, and the model answer. The answer
 * is a Mustache template: {@code {{name}}} is a value, what stands between {@code {{#name}}} and
 * {@code {{/name}}} is there if the value is, and with {@code {{^name}}} if it is not; {@code
 * {{>name}}} is the text of another resource.
 *
 * @param title what the question is about
 * @param prompt what to look at before answering
 * @param answer the template of the model answer
 */
record QuestionText(String title, String prompt, Template answer) {

  /** A formula, or code: not prose, so that its spaces stay as they are. */
  private static final Pattern VERBATIM = Pattern.compile("\\$[^$]+\\$|`[^`]+`");

  /**
   * Reads the texts of a question.
   *
   * @throws IOException if they cannot be read
   */
  static QuestionText of(int number, Texts texts) throws IOException {
    Mustache.Compiler compiler =
        Mustache.compiler()
            .escapeHTML(false)
            .emptyStringIsFalse(true)
            .withLoader(name -> new StringReader(resource(name, texts)));
    return parse(resource(String.format(Locale.ROOT, "%02d", number), texts), compiler);
  }

  /** A resource in the language of the texts. */
  private static String resource(String name, Texts texts) throws IOException {
    String file = "%s/%s.md".formatted(texts.isFrench() ? "fr" : "en", name);
    try (InputStream in = QuestionText.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + file);
      }
      return typeset(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip(), texts);
    }
  }

  static QuestionText parse(String text, Mustache.Compiler compiler) {
    String[] parts = text.split("(?m)^---$", 2);
    String[] head = parts[0].strip().split("\n", 2);
    if (parts.length < 2 || head.length < 2 || !head[0].startsWith("# ")) {
      throw new IllegalArgumentException(
          "a question's text has a title, a prompt, a line '---' and an answer: " + head[0]);
    }
    return new QuestionText(
        head[0].substring(2), head[1].strip(), compiler.compile(parts[1].strip()));
  }

  /** Sets the spaces and signs of the language in all but formulas and code. */
  private static String typeset(String text, Texts texts) {
    Matcher verbatim = VERBATIM.matcher(text);
    StringBuilder typeset = new StringBuilder();
    int end = 0;
    for (MatchResult match : verbatim.results().toList()) {
      typeset.append(texts.prose(text.substring(end, match.start()))).append(match.group());
      end = match.end();
    }
    return typeset.append(texts.prose(text.substring(end))).toString();
  }

  /**
   * The model answer with the values of the user's runs.
   *
   * @throws com.samskivert.mustache.MustacheException if a value that is not a condition is missing
   */
  String answer(Map<String, Object> values) {
    // Variants that are not there leave gaps.
    return Stream.of(answer.execute(values).strip().split("\n\\s*\n"))
        .map(paragraph -> paragraph.strip().replaceAll("(?<=\\S)  +", " "))
        .collect(Collectors.joining("\n\n"));
  }
}
