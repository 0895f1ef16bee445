package fovea.recipe;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the time limits of recipes. */
public final class Durations {

  /** Stands for no limit: longer than any training. */
  private static final Duration FOREVER = Duration.ofDays(365);

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m|h)");

  private Durations() {}

  /**
   * Parses {@code 90s}, {@code 10m} or {@code 2h}. An empty text means no limit and gives 365 days.
   *
   * @throws RecipeException if the text has another form
   */
  public static Duration parse(String text) {
    if (text.isEmpty()) {
      return FOREVER;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new RecipeException(
          "max_time is '%s': write a number of seconds, minutes or hours, such as 90s, 10m or 2h"
              .formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
