package fovea.recipe;

import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Residual;
import java.util.List;

/** The layer or residual block of an entry. Its number of outputs may depend on the data set. */
sealed interface Part {

  /** The layer for a data set with the given number of classes. */
  Layer layer(int classes);

  /** Whether the layer depends on the number of classes. */
  boolean needsClasses();

  /** A layer that does not depend on the data set. */
  record Fixed(Layer layer) implements Part {

    @Override
    public Layer layer(int classes) {
      return layer;
    }

    @Override
    public boolean needsClasses() {
      return false;
    }
  }

  /**
   * A linear layer or a convolution with one output per class.
   *
   * @param forOneClass the layer for a single class
   */
  record Classes(Layer forOneClass) implements Part {

    @Override
    public Layer layer(int classes) {
      if (forOneClass instanceof Conv2d conv) {
        return new Conv2d(
            classes,
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.dilation(),
            conv.groups(),
            conv.bias(),
            conv.start(),
            conv.matrix());
      }
      return new Linear(classes, ((Linear) forOneClass).bias());
    }

    @Override
    public boolean needsClasses() {
      return true;
    }
  }

  /** A residual block. */
  record Block(List<Entry> body, List<Entry> shortcut) implements Part {

    public Block {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
    }

    @Override
    public Layer layer(int classes) {
      return new Residual(layers(body, classes), layers(shortcut, classes));
    }

    @Override
    public boolean needsClasses() {
      return body.stream().anyMatch(entry -> entry.part().needsClasses())
          || shortcut.stream().anyMatch(entry -> entry.part().needsClasses());
    }
  }

  /** Builds the layers of a list of entries. */
  static List<Named> layers(List<Entry> entries, int classes) {
    return entries.stream()
        .map(entry -> new Named(entry.name(), entry.part().layer(classes)))
        .toList();
  }
}
