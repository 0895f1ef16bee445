package fovea.lab.report.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands at the top of a report, between two lines of dashes.
 *
 * @param title its title
 * @param authors their names
 * @param group their group
 * @param date the date
 * @param language {@code en} or {@code fr}
 * @param runs the runs' folder, relative to the report's
 * @param end where the text goes on after it
 */
record FrontMatter(
    String title,
    List<String> authors,
    String group,
    String date,
    Optional<String> language,
    Optional<String> runs,
    int end) {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern BLOCK =
      Pattern.compile(
          "---[ \t]*\r?\n(.*?)(?<=\n)(?:---|\\.\\.\\.)[ \t]*(?:\r?\n|\\z)", Pattern.DOTALL);

  FrontMatter {
    authors = List.copyOf(authors);
  }

  /**
   * Reads the top of a report.
   *
   * @throws IOException if it is no YAML
   */
  static FrontMatter of(ReportFile file) throws IOException {
    Matcher block = BLOCK.matcher(file.text());
    if (!block.lookingAt()) {
      return new FrontMatter("", List.of(), "", "", Optional.empty(), Optional.empty(), 0);
    }
    JsonNode values;
    try {
      values = YAML.readTree(block.group(1));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : 1 + e.getLocation().getLineNr();
      throw new IOException(
          "%s, line %s: the lines between --- are no YAML: %s"
              .formatted(file.path(), line, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
    List<String> authors = new ArrayList<>();
    JsonNode author = values.path("author");
    author.forEach(name -> authors.add(name.asText()));
    if (author.isTextual()) {
      authors.add(author.asText());
    }
    return new FrontMatter(
        values.path("title").asText(),
        authors,
        values.path("group").asText(),
        values.path("date").asText(),
        text(values, "lang"),
        text(values, "runs"),
        block.end());
  }

  private static Optional<String> text(JsonNode values, String key) {
    return Optional.of(values.path(key).asText()).filter(text -> !text.isBlank());
  }

  /** The date as the language writes it, if it is one. */
  private String spoken(Locale locale) {
    try {
      return LocalDate.parse(date)
          .format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale));
    } catch (DateTimeParseException e) {
      return date;
    }
  }

  /** The lines below the title. */
  List<String> byline(Locale locale) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(", ", authors));
    lines.add(
        String.join(" · ", Stream.of(group, spoken(locale)).filter(s -> !s.isBlank()).toList()));
    return lines.stream().filter(line -> !line.isBlank()).toList();
  }
}
