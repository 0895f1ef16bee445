package fovea.recipe;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An augmentation of training images, as written in recipes: a name, for some kinds followed by a
 * colon and a number, such as {@code flip} or {@code pad-crop:4}. The natural order is that of
 * application.
 *
 * @param kind the kind of augmentation
 * @param number its parameter, such as a size or a probability; if none is written, the default of
 *     the kind
 */
public record Augmentation(Kind kind, double number) implements Comparable<Augmentation> {

  /** The kinds of augmentation, in the order in which they are applied. */
  public enum Kind {
    /**
     * A random part of the whole image, scaled to the size of the data set's images; the number is
     * the smallest share of its area.
     */
    RESIZED_CROP("resized-crop", "share", 0.08, 0.001, 1, false),
    /**
     * A random square crop; the number is its side in pixels. The default of 0 means 7/8 of the
     * shorter side of the image: 28 of 32.
     */
    CROP("crop", "size", 0, 1, 65_536, true),
    /**
     * A random crop of the zero-padded image, as large as its shorter side; the number is the
     * padding on each side, in pixels.
     */
    PAD_CROP("pad-crop", "padding", 4, 1, 1024, true),
    /** The same, with reflection padding. */
    REFLECT_CROP("reflect-crop", "padding", 4, 1, 1024, true),
    /** A random horizontal flip; the number is its probability. */
    FLIP("flip", "share", 0.5, 0, 1, false),
    /**
     * A horizontal flip of a random half of the images in one epoch and of the other half in the
     * next.
     */
    ALTERNATE_FLIP("alternate-flip"),
    /** A random rotation; the number is the maximum angle in either direction, in degrees. */
    ROTATE("rotate", "degrees", 15, 0.001, 180, false),
    /**
     * A random translation, not only by whole pixels; the number is the maximum in either
     * direction, as a fraction of the height and width.
     */
    TRANSLATE("translate", "share", 0.125, 0.001, 1, false),
    /** A random scaling; the number is the maximum difference of the scale factor from 1. */
    SCALE("scale", "share", 0.1, 0.001, 0.9, false),
    /**
     * Random brightness, contrast and saturation; the number is the maximum difference of each
     * factor from 1.
     */
    JITTER("jitter", "strength", 0.2, 0.001, 1, false),
    /**
     * A random shift of the hue; the number is the maximum in either direction, in turns of the
     * colour circle.
     */
    HUE("hue", "turns", 0.05, 0.001, 0.5, false),
    /** Two operations of RandAugment in sequence; the number is their magnitude, out of 30. */
    RAND_AUGMENT("rand-augment", "magnitude", 9, 0, 30, false),
    /** One operation of TrivialAugment, of random magnitude. */
    TRIVIAL_AUGMENT("trivial-augment"),
    /**
     * Cutout: a square at a random position is filled with the mean colour; the number is its side
     * in pixels.
     */
    CUTOUT("cutout", "size", 8, 1, 1024, true),
    /**
     * Random erasing: a random rectangle is filled with the mean colour; the number is the
     * probability of erasing.
     */
    ERASE("erase", "share", 0.25, 0, 1, false),
    /**
     * Mixup of two images and their labels; the number is the parameter alpha of the Beta
     * distribution.
     */
    MIXUP("mixup", "alpha", 0.2, 0.001, 100, false),
    /**
     * CutMix, a window of another image; the number is the parameter alpha of the Beta
     * distribution.
     */
    CUTMIX("cutmix", "alpha", 1, 0.001, 100, false);

    private final String label;
    private final String numberName;
    private final double defaultNumber;
    private final double min;
    private final double max;
    private final boolean integer;

    /** A kind that takes no number. */
    Kind(String label) {
      this(label, "", 0, 0, 0, true);
    }

    Kind(
        String label,
        String numberName,
        double defaultNumber,
        double min,
        double max,
        boolean integer) {
      this.label = label;
      this.numberName = numberName;
      this.defaultNumber = defaultNumber;
      this.min = min;
      this.max = max;
      this.integer = integer;
    }
  }

  /** The syntax of all kinds of augmentation, for help texts and error messages. */
  public static String forms() {
    return Arrays.stream(Kind.values()).map(Augmentation::form).collect(Collectors.joining(", "));
  }

  private static String form(Kind kind) {
    return kind.numberName.isEmpty()
        ? kind.label
        : "%s[:%s]".formatted(kind.label, kind.numberName);
  }

  /**
   * Parses a text such as {@code flip} or {@code pad-crop:4}.
   *
   * @throws RecipeException if the name is unknown or the number is invalid
   */
  public static Augmentation parse(String text) {
    String[] parts = text.split(":", 2);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.label.equals(parts[0]))
            .findFirst()
            .orElseThrow(
                () ->
                    new RecipeException(
                        "augment is '%s': it must be none, or some of %s"
                            .formatted(text, forms())));
    return parts.length == 1
        ? new Augmentation(kind, kind.defaultNumber)
        : new Augmentation(kind, number(kind, parts[1]));
  }

  private static double number(Kind kind, String text) {
    if (kind.numberName.isEmpty()) {
      throw new RecipeException("augment %s takes no number: '%s'".formatted(kind.label, text));
    }
    try {
      double number = Double.parseDouble(text);
      boolean allowed = number >= kind.min && number <= kind.max;
      if (allowed && (!kind.integer || number == Math.rint(number))) {
        return number;
      }
    } catch (NumberFormatException e) {
      // rejected below
    }
    throw new RecipeException(
        "augment %s is '%s': it must be a%s number from %s to %s"
            .formatted(
                kind.label,
                text,
                kind.integer ? " whole" : "",
                shown(kind.min, kind.integer),
                shown(kind.max, kind.integer)));
  }

  private static String shown(double number, boolean integer) {
    return integer ? Long.toString((long) number) : Double.toString(number);
  }

  /** Whether it is applied to whole images, not to their centres. */
  boolean takesWhole() {
    return kind == Kind.RESIZED_CROP;
  }

  @Override
  public int compareTo(Augmentation other) {
    return kind.compareTo(other.kind);
  }

  /**
   * The text from which {@link #parse} returns this augmentation. The number is omitted if it is
   * the default.
   */
  @Override
  public String toString() {
    return number == kind.defaultNumber
        ? kind.label
        : kind.label + ":" + shown(number, kind.integer);
  }
}
