package fovea.lab.words;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Words and numbers in the language that a user chose: English or French. The words lie in resource
 * bundles beside the packages that need them.
 */
public final class Texts {

  /** The languages that there are. */
  public static final List<String> LANGUAGES = List.of("en", "fr");

  private final ResourceBundle words;
  private final boolean french;

  private Texts(ResourceBundle words, boolean french) {
    this.words = words;
    this.french = french;
  }

  /**
   * The words of a bundle.
   *
   * @param bundle its name below {@code fovea.lab}, such as {@code understand.arithmetic}
   * @param language {@code en} or {@code fr}
   * @throws IllegalArgumentException if there is no such language
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

  /** Its locale, for what writes numbers by itself. */
  public Locale locale() {
    return french ? Locale.FRENCH : Locale.ROOT;
  }

  /** The words of a key. */
  public String text(String key) {
    return words.getString(key);
  }

  /** The words of a key, with arguments as {@link String#format} takes them. */
  public String text(String key, Object... arguments) {
    return String.format(Locale.ROOT, words.getString(key), arguments);
  }

  /** Whether there are words for a key. */
  public boolean has(String key) {
    return words.containsKey(key);
  }

  /** A number with its digits in groups, as the language has them; spaces are plain ones. */
  public String number(long value) {
    String english = String.format(Locale.ROOT, "%,d", value);
    return french ? english.replace(',', ' ') : english;
  }

  /** A number with decimals. */
  public String number(double value, int decimals) {
    return written("%,." + decimals + "f", value);
  }

  /** A number with decimals and always a sign. */
  public String signed(double value, int decimals) {
    return written("%+,." + decimals + "f", value);
  }

  /** A number with so many significant digits, as {@code %g} writes them. */
  public String significant(double value, int digits) {
    return written("%." + digits + "g", value);
  }

  private String written(String format, double value) {
    String english = String.format(Locale.ROOT, format, value);
    return french ? english.replace(',', ' ').replace('.', ',') : english;
  }

  /** A share in per cent, with one decimal. */
  public String percent(double share) {
    return percent(share, 1);
  }

  /** A share in per cent, with decimals. */
  public String percent(double share, int decimals) {
    return number(100 * share, decimals) + (french ? " %" : "%");
  }
}
