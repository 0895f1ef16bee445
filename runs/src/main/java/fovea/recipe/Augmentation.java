package fovea.recipe;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One augmentation of training images as recipes write it: a name, for some kinds followed by a
 * colon and a number.
 *
 * @param kind what happens
 * @param number its number; the kind's own where none is given
 */
public record Augmentation(Kind kind, double number) implements Comparable<Augmentation> {

  /** The kinds of augmentation, in the order in which they are applied. */
  public enum Kind {
    /** A window at a random place; the number is its size, 0 for 28 of 32 rows and columns. */
    CROP("crop", "size", 0, 1, 65_536, true),
    /** The same size, from an image with a black border; the number is its width. */
    PAD_CROP("pad-crop", "padding", 4, 1, 1024, true),
    /** The same, with the image mirrored at its borders. */
    REFLECT_CROP("reflect-crop", "padding", 4, 1, 1024, true),
    /** Left and right exchanged for some images; the number is their share. */
    FLIP("flip", "share", 0.5, 0, 1, false),
    /** Left and right exchanged for half of the images, and for the other half an epoch later. */
    ALTERNATE_FLIP("alternate-flip"),
    /** Turned; the number is the greatest angle. */
    ROTATE("rotate", "degrees", 15, 0.001, 180, false),
    /** Moved by parts of a pixel; the number is the greatest share of a side. */
    TRANSLATE("translate", "share", 0.125, 0.001, 1, false),
    /** Larger or smaller; the number is by how much at most. */
    SCALE("scale", "share", 0.1, 0.001, 0.9, false),
    /** Brightness, contrast and saturation changed; the number is by how much at most. */
    JITTER("jitter", "strength", 0.2, 0.001, 1, false),
    /** The colours turned around their circle; the number is by which part of a turn at most. */
    HUE("hue", "turns", 0.05, 0.001, 0.5, false),
    /** Two operations of RandAugment; the number is their magnitude. */
    RAND_AUGMENT("rand-augment", "magnitude", 9, 0, 30, false),
    /** One operation of TrivialAugment. */
    TRIVIAL_AUGMENT("trivial-augment"),
    /** A grey square; the number is its side. */
    CUTOUT("cutout", "size", 8, 1, 1024, true),
    /** A grey rectangle for some images; the number is their share. */
    ERASE("erase", "share", 0.25, 0, 1, false),
    /** Two images as one, weighted; the number is alpha. */
    MIXUP("mixup", "alpha", 0.2, 0.001, 100, false),
    /** A window of another image; the number is alpha. */
    CUTMIX("cutmix", "alpha", 1, 0.001, 100, false);

    private final String label;
    private final String numberName;
    private final double usual;
    private final double least;
    private final double most;
    private final boolean whole;

    /** Without a number. */
    Kind(String label) {
      this(label, "", 0, 0, 0, true);
    }

    Kind(String label, String numberName, double usual, double least, double most, boolean whole) {
      this.label = label;
      this.numberName = numberName;
      this.usual = usual;
      this.least = least;
      this.most = most;
      this.whole = whole;
    }
  }

  /** The texts that are allowed. */
  public static String forms() {
    return Arrays.stream(Kind.values()).map(Augmentation::form).collect(Collectors.joining(", "));
  }

  private static String form(Kind kind) {
    return kind.numberName.isEmpty()
        ? kind.label
        : "%s[:%s]".formatted(kind.label, kind.numberName);
  }

  /**
   * Reads a text such as {@code flip} or {@code pad-crop:4}.
   *
   * @throws RecipeException if the name is unknown or the number not allowed
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
        ? new Augmentation(kind, kind.usual)
        : new Augmentation(kind, number(kind, parts[1]));
  }

  private static double number(Kind kind, String text) {
    if (kind.numberName.isEmpty()) {
      throw new RecipeException("augment %s takes no number: '%s'".formatted(kind.label, text));
    }
    try {
      double number = Double.parseDouble(text);
      boolean allowed = number >= kind.least && number <= kind.most;
      if (allowed && (!kind.whole || number == Math.rint(number))) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new RecipeException(
        "augment %s is '%s': it must be a%s number from %s to %s"
            .formatted(
                kind.label,
                text,
                kind.whole ? " whole" : "",
                shown(kind.least, kind.whole),
                shown(kind.most, kind.whole)));
  }

  private static String shown(double number, boolean whole) {
    return whole ? Long.toString((long) number) : Double.toString(number);
  }

  @Override
  public int compareTo(Augmentation other) {
    return kind.compareTo(other.kind);
  }

  /** The text that it was read from, in its shortest form. */
  @Override
  public String toString() {
    return number == kind.usual ? kind.label : kind.label + ":" + shown(number, kind.whole);
  }
}
