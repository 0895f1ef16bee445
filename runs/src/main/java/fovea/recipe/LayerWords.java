package fovea.recipe;

import fovea.nn.Size;
import fovea.nn.Suggestion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parsed text of one layer: its form, its arguments in order, and its options. */
final class LayerWords {

  /** The word that stands for the number of classes of the data set. */
  static final String CLASSES = "classes";

  private static final int MAX_LENGTH = 200;
  private static final int MAX_WORDS_OF_NAME = 3;
  private static final String INTEGER = "[-+]?\\d+";
  private static final String FRACTION = "[-+]?[1-9]\\d{0,8}/[1-9]\\d{0,8}";
  private static final String REAL = "[-+]?(\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?";

  private final Place place;
  private final String text;
  private final List<String> words;
  private final LayerForm form;
  private final List<String> numbers = new ArrayList<>();
  private final Map<LayerOption, String> options = new EnumMap<>(LayerOption.class);

  private int next;

  /**
   * Parses the text of a layer.
   *
   * @throws RecipeException if it names no layer, or has arguments or options that this layer does
   *     not take
   */
  LayerWords(Place place, String text) {
    this.place = place;
    this.text = text;
    if (text.length() > MAX_LENGTH) {
      throw place.refuse(
          String.format(
              Locale.ROOT,
              "a layer of %,d characters: at most %s are read",
              text.length(),
              MAX_LENGTH));
    }
    this.words = split(text);
    if (words.isEmpty()) {
      throw place.refuse("the entry is empty: write a layer, or leave the line out");
    }
    this.form = readForm();
    readRest();
  }

  /**
   * Splits a text into words, also at commas and {@code =}, so that {@code pad=1, stride=2} is
   * understood.
   */
  private static List<String> split(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replace('\u00D7', 'x').replace("'", "");
    return List.of(plain.split("[\\s\\h,=]+", -1)).stream().filter(w -> !w.isEmpty()).toList();
  }

  private static String fold(String word) {
    return word.replaceAll("[_-]", "");
  }

  /**
   * Finds the layer that the first words name. The longest match wins, for names such as 'global
   * avgpool'.
   */
  private LayerForm readForm() {
    for (int count = Math.min(MAX_WORDS_OF_NAME, words.size()); count > 0; count--) {
      String name = fold(String.join("", words.subList(0, count)));
      Optional<LayerForm> called = LayerForm.called(name);
      if (called.isPresent()) {
        next = count;
        return called.get();
      }
    }
    throw place.refuse(UnknownLayer.of(words.get(0), text));
  }

  private void readRest() {
    while (next < words.size()) {
      String word = words.get(next++);
      if (word.matches("[-+.]?\\d.*") || word.equals(CLASSES)) {
        numbers.add(word);
      } else {
        readOption(word);
      }
    }
    if (numbers.size() != form.numbers()) {
      throw refuse(
          numbers.isEmpty()
              ? "has no number"
              : "has %s number%s after the word, not %s"
                  .formatted(numbers.size(), numbers.size() == 1 ? "" : "s", form.numbers()),
          hint());
    }
  }

  private String hint() {
    if (form == LayerForm.CONV && numbers.size() > 2) {
      return "; how many channels come in is not written. " + form.usage();
    }
    if (form == LayerForm.BATCH_NORM) {
      return "; how many channels come in is not written. " + form.usage();
    }
    return ": " + form.usage();
  }

  private void readOption(String word) {
    String folded = fold(word);
    switch (folded) {
      case "no", "without" -> negated(word);
      case "nobias" -> put(LayerOption.BIAS, "false");
      case "exclude" -> {
        if (next < words.size() && LayerOption.PAD.isCalled(fold(words.get(next)))) {
          next++;
        }
        put(LayerOption.COUNT_PADDING, "false");
      }
      case "valid" -> put(LayerOption.PAD, "0");
      default -> named(word, folded);
    }
  }

  private void negated(String word) {
    String what = next < words.size() ? fold(words.get(next++)) : "";
    if (LayerOption.BIAS.isCalled(what)) {
      put(LayerOption.BIAS, "false");
    } else if (LayerOption.SCALE.isCalled(what) && form.options().contains(LayerOption.SCALE)) {
      put(LayerOption.SCALE, "false");
    } else if (!LayerOption.PAD.isCalled(what) || !form.options().contains(LayerOption.PAD)) {
      throw unknown((word + " " + what).strip());
    } else {
      put(LayerOption.PAD, "0");
    }
  }

  private void named(String word, String folded) {
    LayerOption option =
        form.options().stream()
            .filter(each -> each.isCalled(folded))
            .findFirst()
            .orElseThrow(() -> unknown(word));
    if (!option.hasValue()) {
      boolean said = next < words.size() && words.get(next).matches("true|false");
      put(option, said ? words.get(next++) : "true");
      return;
    }
    if (next == words.size()) {
      throw refuse("has no number after '" + word + "'", ": " + form.usage());
    }
    String value = words.get(next++);
    if (option == LayerOption.PAD && value.matches("same|valid")) {
      put(value.equals("same") ? LayerOption.SAME : option, value.equals("same") ? "true" : "0");
    } else {
      put(option, value);
    }
  }

  private void put(LayerOption option, String value) {
    if (!form.options().contains(option)) {
      throw unknown(option.word());
    }
    if (options.put(option, value) != null) {
      throw refuse("says '%s' twice".formatted(option.word()), "");
    }
  }

  private RecipeException unknown(String word) {
    List<String> known = form.options().stream().map(LayerOption::word).toList();
    String meant =
        Suggestion.nearest(word, known).map(near -> " (did you mean '" + near + "'?)").orElse("");
    return refuse("has %s%s".formatted(Place.quote(word), meant), ": " + form.usage());
  }

  /**
   * The exception for an error in this layer: its text, followed by the error and by advice.
   *
   * @param wrong the error, such as {@code has no number}
   * @param help the advice, with its punctuation; may be empty
   */
  RecipeException refuse(String wrong, String help) {
    return place.refuse(Place.quote(text) + " " + wrong + help);
  }

  LayerForm form() {
    return form;
  }

  boolean has(LayerOption option) {
    return options.containsKey(option);
  }

  /** Whether a boolean option is on, or the default if the text does not have it. */
  boolean isOn(LayerOption option, boolean defaultValue) {
    return has(option) ? options.get(option).equals("true") : defaultValue;
  }

  /** Whether the number of outputs is written as {@code classes}. */
  boolean needsClasses() {
    return !numbers.isEmpty()
        && numbers.get(0).equals(CLASSES)
        && (form == LayerForm.LINEAR || form == LayerForm.CONV);
  }

  /** The first argument, the number of filters or outputs; 1 if it is {@code classes}. */
  int outputs() {
    return needsClasses() ? 1 : integer(numbers.get(0));
  }

  int integer(LayerOption option, int defaultValue) {
    return has(option) ? integer(options.get(option)) : defaultValue;
  }

  /** An argument as a size, rows x columns. */
  Size size(int index) {
    return size(numbers.get(index));
  }

  Size size(LayerOption option, Size defaultValue) {
    return has(option) ? size(options.get(option)) : defaultValue;
  }

  /** The first argument as a real number. */
  double real() {
    return real(numbers.get(0));
  }

  /** The first argument as a real number, or as a fraction of whole numbers such as 1/9. */
  double fraction() {
    String word = numbers.get(0);
    if (!word.matches(FRACTION)) {
      return real(word);
    }
    String[] parts = word.split("/", -1);
    return (double) integer(parts[0]) / integer(parts[1]);
  }

  double real(LayerOption option, double defaultValue) {
    return has(option) ? real(options.get(option)) : defaultValue;
  }

  private int integer(String word) {
    if (!word.matches(INTEGER)) {
      throw refuse("has %s, which must be a whole number".formatted(Place.quote(word)), usage());
    }
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw refuse("has %s: a number is at most 2,147,483,647".formatted(Place.quote(word)), "");
    }
  }

  private Size size(String word) {
    String[] sides = word.split("x", -1);
    if (sides.length > 2
        || !sides[0].matches(INTEGER)
        || !sides[sides.length - 1].matches(INTEGER)) {
      throw refuse(
          "has %s, which must be a whole number, or rows x columns such as 3x5"
              .formatted(Place.quote(word)),
          usage());
    }
    return new Size(integer(sides[0]), integer(sides[sides.length - 1]));
  }

  private double real(String word) {
    double value = word.matches(REAL) ? Double.parseDouble(word) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw refuse("has %s, which must be a number".formatted(Place.quote(word)), usage());
    }
    return value;
  }

  private String usage() {
    return ": " + form.usage();
  }
}
