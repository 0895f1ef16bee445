package fovea.lab.words;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

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
    if (!LANGUAGES.contains(language)) {
      throw new IllegalArgumentException("--lang is '%s': it must be en or fr".formatted(language));
    }
    boolean french = language.equals("fr");
    return new Texts(
        ResourceBundle.getBundle(
            "fovea.lab." + bundle, french ? Locale.FRENCH : Locale.ROOT, Texts.class.getModule()),
        french);
  }

  /**
   * The language's locale, for code that formats numbers itself; {@link Locale#ROOT} for English.
   */
  public Locale locale() {
    return french ? Locale.FRENCH : Locale.ROOT;
  }

  /** The message of a key. */
  public String text(String key) {
    return messages.getString(key);
  }

  /** The message of a key, a {@link String#format} pattern, with its arguments. */
  public String text(String key, Object... arguments) {
    return String.format(Locale.ROOT, messages.getString(key), arguments);
  }

  /** Whether the bundle has a message for a key. */
  public boolean has(String key) {
    return messages.containsKey(key);
  }

  /** Formats a number with grouped digits, in French with plain spaces. */
  public String number(long value) {
    String english = String.format(Locale.ROOT, "%,d", value);
    return french ? english.replace(',', ' ') : english;
  }

  /** Formats a number with a fixed number of decimals. */
  public String number(double value, int decimals) {
    return format("%,." + decimals + "f", value);
  }

  /** Formats a number with a sign and a fixed number of decimals. */
  public String signed(double value, int decimals) {
    return format("%+,." + decimals + "f", value);
  }

  /** Formats a number with a number of significant digits, like {@code %g}. */
  public String significant(double value, int digits) {
    return format("%." + digits + "g", value);
  }

  private String format(String pattern, double value) {
    String english = String.format(Locale.ROOT, pattern, value);
    return french ? english.replace(',', ' ').replace('.', ',') : english;
  }

  /** Formats a fraction in per cent with one decimal. */
  public String percent(double share) {
    return percent(share, 1);
  }

  /** Formats a fraction in per cent with a fixed number of decimals. */
  public String percent(double share, int decimals) {
    return number(100 * share, decimals) + (french ? " %" : "%");
  }
}
