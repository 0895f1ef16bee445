package fovea.recipe;

import java.util.List;

/** A word that may follow a layer's word. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are made by List.of
enum LayerOption {
  SAME("same"),
  PAD("pad", "padding"),
  STRIDE("stride", "strides"),
  DILATION("dilation", "dilationrate"),
  GROUPS("groups", "group"),
  BIAS("bias", "usebias"),
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

  /** How it is written. */
  String word() {
    return word;
  }

  boolean isCalled(String folded) {
    return folded.equals(word) || synonyms.contains(folded);
  }

  /** Whether a value follows. */
  boolean hasValue() {
    return switch (this) {
      case PAD, STRIDE, DILATION, GROUPS, EPSILON, MOMENTUM -> true;
      case SAME, BIAS, CEIL, COUNT_PADDING, CHANNELS -> false;
    };
  }
}
