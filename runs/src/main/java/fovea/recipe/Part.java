package fovea.recipe;

import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Residual;
import java.util.List;

/** The layer, or residual block, of an entry. */
sealed interface Part {

  /** The layer that it is for a data set of so many classes. */
  Layer layer(int classes);

  /** Whether the number of classes matters. */
  boolean needsClasses();

  /** A layer that is the same for any data set. */
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
   * A linear layer or a convolution with as many outputs as there are classes.
   *
   * @param ofOne the layer for one class
   */
  record Classes(Layer ofOne) implements Part {

    @Override
    public Layer layer(int classes) {
      if (ofOne instanceof Conv2d conv) {
        return new Conv2d(
            classes,
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.dilation(),
            conv.groups(),
            conv.bias());
      }
      return new Linear(classes, ((Linear) ofOne).bias());
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

  /** The layers of a list of entries. */
  static List<Named> layers(List<Entry> entries, int classes) {
    return entries.stream()
        .map(entry -> new Named(entry.name(), entry.part().layer(classes)))
        .toList();
  }
}
