package fovea.lab.words;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of French typography that differ from English: no-break spaces before tall punctuation,
 * commas in decimals, narrow no-break spaces in thousands, a minus sign that is no hyphen, and
 * powers of ten.
 */
final class FrenchTypography {

  private static final char NO_BREAK = '\u00a0';
  private static final char NARROW = '\u202f';
  private static final char MINUS = '\u2212';
  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  /** A space before punctuation that belongs to the word before; %s is no per cent sign. */
  private static final Pattern BEFORE =
      Pattern.compile(" (?=[:;?!\u00bb](?!\\S)|%%|%(?![-#0-9$a-zA-Z]))");

  private static final Pattern AFTER = Pattern.compile("(?<=\u00ab) ");
  private static final Pattern SUBTRACTION = Pattern.compile("(?<=\\S )-(?= \\S)");
  private static final Pattern POWER = Pattern.compile("e([-+]?)0*(\\d+)$");

  private FrenchTypography() {}

  /** A message, or a pattern for one. */
  static String text(String text) {
    String before = BEFORE.matcher(text).replaceAll(String.valueOf(NO_BREAK));
    String after = AFTER.matcher(before).replaceAll(String.valueOf(NO_BREAK));
    return SUBTRACTION.matcher(after).replaceAll(String.valueOf(MINUS));
  }

  /** A number that is written the English way, such as {@code -1,234.5} or {@code 9.1e-07}. */
  static String number(String english) {
    String french =
        english.replace(',', NARROW).replace('.', ',').replaceFirst("^(\\s*)-", "$1" + MINUS);
    Matcher power = POWER.matcher(french);
    return power.find()
        ? french.substring(0, power.start())
            + NO_BREAK
            + '\u00d7'
            + NO_BREAK
            + "10"
            + superscript(power.group(1), power.group(2))
        : french;
  }

  private static String superscript(String sign, String digits) {
    StringBuilder text = new StringBuilder(sign.equals("-") ? "\u207b" : "");
    digits
        .chars()
        .map(digit -> SUPERSCRIPTS.charAt(digit - '0'))
        .forEach(c -> text.append((char) c));
    return text.toString();
  }
}
