package fovea.lab.report.page;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Attributes as Pandoc writes them after a heading, a picture or the colons of a division: {@code
 * {#q14-gap .fact runs="a b"}}.
 *
 * @param id the identifier, if there is one
 * @param classes the names after dots
 * @param values the values by key
 */
public record Attributes(Optional<String> id, Set<String> classes, Map<String, String> values) {

  /** Attributes that say nothing. */
  public static final Attributes NONE = new Attributes(Optional.empty(), Set.of(), Map.of());

  private static final Pattern PART =
      Pattern.compile(
          "\\s*(?:#(?<id>[\\w:.-]+)|\\.(?<class>[\\w-]+)"
              + "|(?<key>[\\w:-]+)=(?:\"(?<quoted>[^\"]*)\"|(?<bare>[^\\s\"}]+)))(?=[\\s}])");

  private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3})?%");

  private static final Pattern END = Pattern.compile("\\s*}");

  public Attributes {
    classes = Set.copyOf(classes);
    values = Map.copyOf(values);
  }

  /** Attributes, and where the text goes on. */
  record Found(Attributes attributes, int end) {}

  /** The attributes that a text is, from brace to brace. */
  public static Optional<Attributes> of(String text) {
    return at(text, 0).filter(found -> found.end() == text.length()).map(Found::attributes);
  }

  /** The attributes that start at a place in a text, where there is a brace. */
  static Optional<Found> at(String text, int start) {
    if (start >= text.length() || text.charAt(start) != '{') {
      return Optional.empty();
    }
    Optional<String> id = Optional.empty();
    Set<String> classes = new LinkedHashSet<>();
    Map<String, String> values = new LinkedHashMap<>();
    int place = start + 1;
    Matcher part = PART.matcher(text);
    while (part.region(place, text.length()).useTransparentBounds(true).lookingAt()) {
      if (part.group("id") != null) {
        id = Optional.of(part.group("id"));
      } else if (part.group("class") != null) {
        classes.add(part.group("class"));
      } else {
        String quoted = part.group("quoted");
        values.put(part.group("key"), quoted == null ? part.group("bare") : quoted);
      }
      place = part.end();
    }
    Matcher end = END.matcher(text).region(place, text.length());
    return place > start + 1 && end.lookingAt()
        ? Optional.of(new Found(new Attributes(id, classes, values), end.end()))
        : Optional.empty();
  }

  /** Whether there is a class. */
  public boolean is(String name) {
    return classes.contains(name);
  }

  /** The width of a picture as a share of the text's, such as of {@code width=60%}. */
  OptionalDouble share() {
    return value("width")
        .filter(width -> PERCENT.matcher(width).matches())
        .map(width -> Double.parseDouble(width.replace("%", "")))
        .filter(percent -> percent > 0 && percent <= 100)
        .map(percent -> OptionalDouble.of(percent / 100))
        .orElse(OptionalDouble.empty());
  }

  /** The value of a key, if there is one. */
  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }
}
