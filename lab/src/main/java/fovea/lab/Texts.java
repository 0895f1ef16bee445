package fovea.lab;

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
    String english = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return french ? english.replace(',', ' ').replace('.', ',') : english;
  }

  /** A share in per cent, with one decimal. */
  public String percent(double share) {
    return number(100 * share, 1) + (french ? " %" : "%");
  }
}
