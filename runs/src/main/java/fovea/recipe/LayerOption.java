package fovea.recipe;

import java.util.List;

/** An option of a layer, written after its keyword. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are immutable
enum LayerOption {
  SAME("same"),
  PAD("pad", "padding"),
  STRIDE("stride", "strides"),
  DILATION("dilation", "dilationrate"),
  GROUPS("groups", "group"),
  BIAS("bias", "usebias"),
  DIRAC("dirac"),
  WHITENING("whitening", "whitened"),
  MATRIX("matrix"),
  SCALE("scale", "usescale"),
  CEIL("ceil", "ceilmode"),
  COUNT_PADDING("exclude padding", "countincludepad"),
  EPSILON("epsilon", "eps"),
  MOMENTUM("momentum"),
  CHANNELS("channels", "channel", "channelwise");

  private final String word;
  private final List<String> synonyms;

  LayerOption(String word, String... synonyms) {
    this.word = word;
    this.synonyms = List.of(synonyms);
  }

  /** The keyword of the option, in canonical spelling. */
  String word() {
    return word;
  }

  /** Whether a word, in lower case and without {@code _} and {@code -}, names this option. */
  boolean isCalled(String folded) {
    return folded.equals(word) || synonyms.contains(folded);
  }

  /** Whether a value must follow the keyword. */
  boolean hasValue() {
    return switch (this) {
      case PAD, STRIDE, DILATION, GROUPS, EPSILON, MOMENTUM -> true;
      case SAME, BIAS, DIRAC, WHITENING, MATRIX, SCALE, CEIL, COUNT_PADDING, CHANNELS -> false;
    };
  }
}
