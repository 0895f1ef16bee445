package fovea.recipe;

import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.GELU;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.LayerScale;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Parameter.Start;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Scale;
import fovea.nn.Size;
import fovea.nn.Softmax;
import java.util.Optional;

/** Converts single layers, other than residual blocks, to text and back. */
final class LayerText {

  private static final Size ONE = Size.of(1);
  private static final Size NONE = Size.of(0);
  private static final BatchNorm2d DEFAULT_NORM = Layers.batchNorm();
  private static final LayerNorm2d DEFAULT_LAYER_NORM = Layers.layerNorm();

  private LayerText() {}

  /**
   * Parses the text of a layer.
   *
   * @throws RecipeException if it is not the text of a valid layer
   */
  static Part parse(Place place, String text) {
    LayerWords words = new LayerWords(place, text);
    try {
      Layer layer = layer(words);
      return words.needsClasses() ? new Part.Classes(layer) : new Part.Fixed(layer);
    } catch (RecipeException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw words.refuse("is no layer: " + e.getMessage(), "");
    }
  }

  private static Layer layer(LayerWords words) {
    return switch (words.form()) {
      case CONV -> conv(words);
      case MAX_POOL -> {
        Size kernel = words.size(0);
        yield new MaxPool2d(
            kernel,
            words.size(LayerOption.STRIDE, kernel),
            words.size(LayerOption.PAD, NONE),
            words.isOn(LayerOption.CEIL, false));
      }
      case AVG_POOL -> {
        Size kernel = words.size(0);
        yield new AvgPool2d(
            kernel,
            words.size(LayerOption.STRIDE, kernel),
            words.size(LayerOption.PAD, NONE),
            words.isOn(LayerOption.CEIL, false),
            words.isOn(LayerOption.COUNT_PADDING, true));
      }
      case GLOBAL_AVG_POOL -> new GlobalAvgPool2d();
      case BATCH_NORM ->
          new BatchNorm2d(
              words.real(LayerOption.EPSILON, DEFAULT_NORM.epsilon()),
              words.real(LayerOption.MOMENTUM, DEFAULT_NORM.momentum()),
              words.isOn(LayerOption.SCALE, true));
      case LAYER_NORM ->
          new LayerNorm2d(words.real(LayerOption.EPSILON, DEFAULT_LAYER_NORM.epsilon()));
      case LAYER_SCALE -> new LayerScale();
      case DROPOUT -> new Dropout(words.real(), words.isOn(LayerOption.CHANNELS, false));
      case CHANNEL_DROPOUT -> new Dropout(words.real(), words.isOn(LayerOption.CHANNELS, true));
      case FLATTEN -> new Flatten();
      case LINEAR -> new Linear(words.outputs(), words.isOn(LayerOption.BIAS, true));
      case RELU -> new ReLU();
      case RELU6 -> new ReLU6();
      case GELU -> new GELU();
      case SCALE -> new Scale(words.fraction());
      case SOFTMAX -> new Softmax();
    };
  }

  private static Conv2d conv(LayerWords words) {
    boolean same = words.isOn(LayerOption.SAME, false);
    if (same && words.has(LayerOption.PAD)) {
      throw words.refuse(
          "says both 'same' and 'pad'", ": 'same' is the padding that keeps the size");
    }
    Conv2d conv =
        new Conv2d(
            words.outputs(),
            words.size(1),
            words.size(LayerOption.STRIDE, ONE),
            words.size(LayerOption.PAD, NONE),
            words.size(LayerOption.DILATION, ONE),
            words.integer(LayerOption.GROUPS, 1),
            words.isOn(LayerOption.BIAS, true),
            start(words),
            words.isOn(LayerOption.MATRIX, false));
    return same ? conv.same() : conv;
  }

  private static Start start(LayerWords words) {
    boolean dirac = words.isOn(LayerOption.DIRAC, false);
    boolean whitening = words.isOn(LayerOption.WHITENING, false);
    if (dirac && whitening) {
      throw words.refuse(
          "says both 'dirac' and 'whitening'", ": filters start in one of these ways");
    }
    return dirac ? Start.DIRAC : whitening ? Start.WHITENING : Start.SCHEME;
  }

  /** The canonical text of a layer; empty for a residual block. */
  static Optional<String> of(Part part) {
    if (part instanceof Part.Classes classes) {
      return of(classes.layer(1)).map(text -> text.replaceFirst(" 1", " " + LayerWords.CLASSES));
    }
    return part instanceof Part.Fixed fixed ? of(fixed.layer()) : Optional.empty();
  }

  private static Optional<String> of(Layer layer) {
    if (layer instanceof Conv2d conv) {
      return Optional.of(text(conv));
    }
    if (layer instanceof MaxPool2d pool) {
      return Optional.of(
          "maxpool " + pooling(pool.kernel(), pool.stride(), pool.padding(), pool.ceilMode()));
    }
    if (layer instanceof AvgPool2d pool) {
      return Optional.of(
          "avgpool "
              + pooling(pool.kernel(), pool.stride(), pool.padding(), pool.ceilMode())
              + (pool.countPadding() ? "" : " exclude padding"));
    }
    if (layer instanceof BatchNorm2d norm) {
      return Optional.of(
          "batchnorm"
              + (norm.epsilon() == DEFAULT_NORM.epsilon() ? "" : " epsilon " + real(norm.epsilon()))
              + (norm.momentum() == DEFAULT_NORM.momentum()
                  ? ""
                  : " momentum " + real(norm.momentum()))
              + (norm.scale() ? "" : " no scale"));
    }
    if (layer instanceof LayerNorm2d norm) {
      return Optional.of(
          "layernorm"
              + (norm.equals(DEFAULT_LAYER_NORM) ? "" : " epsilon " + real(norm.epsilon())));
    }
    if (layer instanceof Dropout dropout) {
      return Optional.of(
          "dropout " + real(dropout.rate()) + (dropout.channels() ? " channels" : ""));
    }
    if (layer instanceof Scale scale) {
      return Optional.of("scale " + fraction(scale.factor()));
    }
    if (layer instanceof Linear linear) {
      return Optional.of("linear " + linear.features() + bias(linear.bias()));
    }
    return ofWord(layer);
  }

  private static Optional<String> ofWord(Layer layer) {
    if (layer instanceof GlobalAvgPool2d) {
      return Optional.of(LayerForm.GLOBAL_AVG_POOL.word());
    }
    if (layer instanceof LayerScale) {
      return Optional.of(LayerForm.LAYER_SCALE.word());
    }
    if (layer instanceof Flatten) {
      return Optional.of(LayerForm.FLATTEN.word());
    }
    if (layer instanceof ReLU) {
      return Optional.of(LayerForm.RELU.word());
    }
    if (layer instanceof ReLU6) {
      return Optional.of(LayerForm.RELU6.word());
    }
    if (layer instanceof GELU) {
      return Optional.of(LayerForm.GELU.word());
    }
    return layer instanceof Softmax ? Optional.of(LayerForm.SOFTMAX.word()) : Optional.empty();
  }

  private static String text(Conv2d conv) {
    StringBuilder text = new StringBuilder("conv " + conv.filters() + " " + conv.kernel());
    if (!conv.padding().equals(NONE)) {
      text.append(keepsSize(conv) ? " same" : " pad " + size(conv.padding()));
    }
    if (!conv.stride().equals(ONE)) {
      text.append(" stride ").append(size(conv.stride()));
    }
    if (!conv.dilation().equals(ONE)) {
      text.append(" dilation ").append(size(conv.dilation()));
    }
    if (conv.groups() != 1) {
      text.append(" groups ").append(conv.groups());
    }
    text.append(bias(conv.bias()));
    return switch (conv.start()) {
      case DIRAC -> text.append(" dirac").toString();
      case WHITENING -> text.append(" whitening").toString();
      case SCHEME, CONSTANT, SMALL -> text.append(conv.matrix() ? " matrix" : "").toString();
    };
  }

  private static boolean keepsSize(Conv2d conv) {
    Size extent = conv.window().orElseThrow().extent();
    return extent.height() % 2 == 1 && extent.width() % 2 == 1 && conv.same().equals(conv);
  }

  private static String pooling(Size kernel, Size stride, Size padding, boolean ceilMode) {
    return size(kernel)
        + (stride.equals(kernel) ? "" : " stride " + size(stride))
        + (padding.equals(NONE) ? "" : " pad " + size(padding))
        + (ceilMode ? " ceil" : "");
  }

  private static String bias(boolean bias) {
    return bias ? "" : " no bias";
  }

  private static String size(Size size) {
    return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
  }

  /** Formats a number as 1 / n if it is one, for a whole n. */
  private static String fraction(double value) {
    long inverse = Math.round(1 / value);
    boolean exact = inverse > 1 && inverse < 1_000_000_000 && value == 1.0 / inverse;
    return exact && !real(value).matches(".{1,5}") ? "1/" + inverse : real(value);
  }

  /** Formats a number as people write it: 1e-5 and 1, which Java formats as 1.0E-5 and 1.0. */
  private static String real(double value) {
    return Double.toString(value).replace("E", "e").replaceFirst("\\.0(?=e|$)", "");
  }
}
