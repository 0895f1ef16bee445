package fovea.lab.words;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that depend on a number: {@code [1|image|images]} in a pattern. */
final class Plurals {

  /** The argument's number, the word for one, and the word for several. */
  private static final Pattern CHOICE = Pattern.compile("\\[(\\d)\\|([^|\\]]*)\\|([^|\\]]*)\\]");

  private Plurals() {}

  /** A pattern with the words for its arguments, which are numbers or texts of such. */
  static String choose(String pattern, Object[] arguments, boolean french) {
    return CHOICE
        .matcher(pattern)
        .replaceAll(
            match -> {
              Object argument = arguments[Integer.parseInt(match.group(1)) - 1];
              return Matcher.quoteReplacement(match.group(one(argument, french) ? 2 : 3));
            });
  }

  /** Whether a number takes the singular: in English 1 without decimals, in French all below 2. */
  private static boolean one(Object argument, boolean french) {
    String digits = argument.toString().replaceAll("[^0-9.,]", "");
    if (!french) {
      return digits.equals("1");
    }
    try {
      return Double.parseDouble(digits.replace(',', '.')) < 2;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
