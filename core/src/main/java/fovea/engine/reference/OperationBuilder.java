package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.Peers;
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
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Builds the operations of a network's layers for one program. Layers are visited in the order of
 * the network's parameters, because each takes its weights from the same iterator.
 */
final class OperationBuilder {

  private final int batch;
  private final Mode mode;
  private final boolean singlePrecision;
  private final Iterator<Weights> weights;
  private final Peers peers;
  private int dropoutCount;
  private int trainedCount;

  /**
   * @param batch the batch size
   * @param mode the mode of the program
   * @param singlePrecision whether to round activations and gradients to 32-bit floats
   * @param weights the weights of all parameters, in the order of the network's parameters
   * @param peers the processes over which training takes the statistics of batch normalisations
   */
  OperationBuilder(
      int batch, Mode mode, boolean singlePrecision, List<Weights> weights, Peers peers) {
    this.batch = batch;
    this.mode = mode;
    this.singlePrecision = singlePrecision;
    this.weights = weights.iterator();
    this.peers = peers;
  }

  /**
   * Builds the operation of a network. Its backward pass computes the gradient of the input only if
   * the mode has one; otherwise it ends at the first layer with trained weights.
   *
   * @throws IllegalArgumentException if a layer does not support the batch size; the message names
   *     it
   */
  Operation network(List<Named> layers, Shape input) {
    return sequential(layers, input, !mode.hasInputGradient());
  }

  /**
   * Builds the operation of a sequence of layers, which may be empty.
   *
   * @throws IllegalArgumentException if a layer does not support the batch size; the message names
   *     it
   */
  Operation sequential(List<Named> layers, Shape input) {
    return sequential(layers, input, false);
  }

  private Operation sequential(List<Named> layers, Shape input, boolean endsEarly) {
    List<Operation> operations = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Shape shape = input;
    int frozen = 0;
    for (Named named : layers) {
      operations.add(operation(named, shape));
      frozen += endsEarly && trainedCount == 0 ? 1 : 0;
      shape = named.layer().output(shape);
      sizes.add(elements(shape));
    }
    return operations.isEmpty()
        ? new Identity()
        : new Sequential(
            operations,
            sizes.subList(0, sizes.size() - 1),
            mode.hasBackward(),
            frozen,
            singlePrecision);
  }

  /**
   * The number of elements in a batch of a shape.
   *
   * @throws IllegalArgumentException if they do not fit into an array
   */
  int elements(Shape shape) {
    long elements = (long) batch * shape.elements();
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch is %s: that many images of %s have more than 2^31 - 1 elements"
              .formatted(batch, shape));
    }
    return (int) elements;
  }

  private Operation operation(Named named, Shape input) {
    try {
      return operation(named.layer(), input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("layer " + named.name() + ": " + e.getMessage(), e);
    }
  }

  private Operation operation(Layer layer, Shape input) {
    if (layer instanceof Conv2d conv) {
      return new Convolution(conv, batch, input, next(), next(conv.bias()));
    }
    if (layer instanceof Linear linear) {
      return new FullyConnected(
          batch, input.elements(), linear.features(), next(), next(linear.bias()));
    }
    if (layer instanceof MaxPool2d pool) {
      return new MaxPooling(pool, batch, input);
    }
    if (layer instanceof AvgPool2d pool) {
      return new AveragePooling(pool, batch, input);
    }
    if (layer instanceof GlobalAvgPool2d) {
      return new AveragePooling(asWindow(input.size()), batch, input);
    }
    if (layer instanceof BatchNorm2d norm) {
      Weights scale = next();
      Weights shift = next();
      boolean training = mode.trains() && (scale.trained() || shift.trained());
      return new BatchNormalization(
          norm, training, batch, input, scale, shift, next(), next(), peers);
    }
    if (layer instanceof LayerNorm2d norm) {
      return new LayerNormalization(norm, batch, input, next(), next());
    }
    if (layer instanceof LayerScale) {
      return new ChannelScaling(input, next());
    }
    if (layer instanceof Residual block) {
      return new ResidualSum(
          sequential(block.body(), input),
          sequential(block.shortcut(), input),
          elements(input),
          elements(block.output(input)));
    }
    return withoutWeights(layer, input);
  }

  private Operation withoutWeights(Layer layer, Shape input) {
    if (layer instanceof Dropout dropout) {
      int index = dropoutCount++;
      return mode.trains()
          ? new InvertedDropout(dropout.rate(), index, dropout.groupSize(input), elements(input))
          : new Identity();
    }
    if (layer instanceof Softmax) {
      return new SoftmaxAcrossChannels(batch, input.channels(), input.area());
    }
    if (layer instanceof ReLU) {
      return RectifiedLinearUnit.unbounded();
    }
    if (layer instanceof ReLU6) {
      return RectifiedLinearUnit.upTo(ReLU6.CEILING);
    }
    if (layer instanceof GELU) {
      return new GaussianErrorLinearUnit();
    }
    if (layer instanceof Scale scale) {
      return new Scaling(scale.factor());
    }
    if (layer instanceof Flatten) {
      return new Identity();
    }
    throw new IllegalArgumentException("the reference engine does not support " + layer.type());
  }

  /** Global average pooling as average pooling with one window as large as the map. */
  private static AvgPool2d asWindow(Size map) {
    return new AvgPool2d(map, Size.of(1), Size.of(0), false, true);
  }

  private Optional<Weights> next(boolean present) {
    return present ? Optional.of(next()) : Optional.empty();
  }

  private Weights next() {
    Weights next = weights.next();
    trainedCount += next.trained() ? 1 : 0;
    return next;
  }
}
