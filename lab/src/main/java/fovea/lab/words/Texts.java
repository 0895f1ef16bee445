package fovea.lab.words;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * Localised messages and number formats, in English or French. The messages are in resource bundles
 * next to the packages that use them.
 */
public final class Texts {

  /** The supported languages. */
  public static final List<String> LANGUAGES = List.of("en", "fr");

  private final ResourceBundle messages;
  private final boolean french;

  private Texts(ResourceBundle messages, boolean french) {
    this.messages = messages;
    this.french = french;
  }

  /**
   * Loads a bundle.
   *
   * @param bundle its name below {@code fovea.lab}, such as {@code understand.arithmetic}
   * @param language {@code en} or {@code fr}
   * @throws IllegalArgumentException if the language is not supported
   */
  public static Texts of(String bundle, String language) {
    return named("fovea.lab." + bundle, language);
  }

  /**
   * Loads a bundle that is not below {@code fovea.lab}.
   *
   * @param bundle its whole name, such as {@code fovea.studio.studio}
   * @param language {@code en} or {@code fr}
   * @throws IllegalArgumentException if the language is not supported
   */
  public static Texts named(String bundle, String language) {
    if (!LANGUAGES.contains(language)) {
      throw new IllegalArgumentException("--lang is '%s': it must be en or fr".formatted(language));
    }
    boolean french = language.equals("fr");
    return new Texts(
        ResourceBundle.getBundle(
            bundle, french ? Locale.FRENCH : Locale.ROOT, Texts.class.getModule()),
        french);
  }

  /**
   * The language of a locale as POSIX writes it, such as {@code fr_CA.UTF-8}: {@code en} if it is
   * not supported.
   */
  public static String languageOf(String locale) {
    String language = locale.toLowerCase(Locale.ROOT).replaceFirst("[^a-z].*", "");
    return LANGUAGES.contains(language) ? language : "en";
  }

  /** The message of a key. */
  public String text(String key) {
    return pattern(key);
  }

  /**
   * The message of a key with its arguments. It is a {@link String#format} pattern, in which {@code
   * [2|filter|filters]} is the one word or the other, by the number that is the second argument.
   */
  public String text(String key, Object... arguments) {
    return String.format(Locale.ROOT, Plurals.choose(pattern(key), arguments, french), arguments);
  }

  private String pattern(String key) {
    String pattern = messages.getString(key);
    return french ? FrenchTypography.text(pattern) : pattern;
  }

  /** All messages by key, as {@link #text(String)} gives them. */
  public Map<String, String> all() {
    return messages.keySet().stream().collect(Collectors.toMap(key -> key, this::pattern));
  }

  /** Whether the bundle has a message for a key. */
  public boolean has(String key) {
    return messages.containsKey(key);
  }

  /** The items of a message, which a bar separates. */
  public List<String> list(String key) {
    return List.of(pattern(key).split(" \\| "));
  }

  /** A text in prose, with the spaces and signs of the language. */
  public String prose(String text) {
    return french ? FrenchTypography.text(text) : text;
  }

  /** Whether the language is French. */
  public boolean isFrench() {
    return french;
  }

  /** Formats a number with grouped digits. */
  public String number(long value) {
    return styled(String.format(Locale.ROOT, "%,d", value));
  }

  /** Formats a number with a fixed number of decimals. */
  public String number(double value, int decimals) {
    return format("%,." + decimals + "f", value);
  }

  /** Formats a number with a sign and a fixed number of decimals. */
  public String signed(double value, int decimals) {
    return format("%+,." + decimals + "f", value);
  }

  /** Formats a number as briefly as it can be, such as for the ticks of an axis. */
  public String brief(double value) {
    BigDecimal number = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
    double size = number.abs().doubleValue();
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      int power = number.precision() - number.scale() - 1;
      return styled(number.movePointLeft(power).toPlainString() + "e" + power);
    }
    return styled(String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number));
  }

  /** Formats a number with a number of significant digits, like {@code %g}. */
  public String significant(double value, int digits) {
    return format("%." + digits + "g", value);
  }

  private String format(String pattern, double value) {
    return styled(String.format(Locale.ROOT, pattern, value));
  }

  /**
   * A number in the language's style.
   *
   * @param english it as {@link String#format} writes it in {@link Locale#ROOT}
   */
  public String styled(String english) {
    return french ? FrenchTypography.number(english) : english;
  }

  /** Formats a fraction in per cent with one decimal. */
  public String percent(double share) {
    return percent(share, 1);
  }

  /** Formats a fraction in per cent with a fixed number of decimals. */
  public String percent(double share, int decimals) {
    return unit(number(100 * share, decimals), "%");
  }

  /** A number and the unit that belongs to it. */
  public String unit(String number, String unit) {
    return number + (french ? "\u00a0" : "") + unit;
  }
}
