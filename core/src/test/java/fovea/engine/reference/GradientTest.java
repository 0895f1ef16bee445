package fovea.engine.reference;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.layerNorm;
import static fovea.nn.Layers.layerScale;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.name;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.scale;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.Mode;
import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Zoo;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Backward passes against central differences of the forward passes, in doubles. */
class GradientTest {

  private static final double EPSILON = 1e-6;
  private static final int SAMPLE = 40;

  @Test
  void convolution() {
    check(conv(8, 3).pad(1), shape(3, 9, 9));
    check(conv(4, 1), shape(3, 5, 4));
    check(conv(2, 5).same(), shape(2, 6, 7));
    check(conv(3, 3).stride(2), shape(2, 9, 8));
    check(conv(3, 3).stride(2).pad(1), shape(2, 8, 8));
    check(conv(3, 1).stride(2), shape(4, 7, 6));
    check(conv(3, 2).stride(3).pad(2), shape(2, 6, 5));
    check(conv(3, 3).dilation(2), shape(2, 9, 8));
    check(conv(3, 3).dilation(3).pad(3).stride(2), shape(2, 9, 8));
    check(conv(6, 3).groups(3).pad(1), shape(6, 5, 5));
    check(conv(8, 3).groups(4).pad(1).stride(2), shape(4, 7, 7));
    check(conv(5, 3).groups(5).pad(1), shape(5, 6, 6));
    check(conv(4, 3).pad(1).withoutBias(), shape(3, 5, 5));
    check(conv(2, 3).pad(4), shape(1, 2, 2));
    check(
        new Conv2d(4, Size.of(3, 2), Size.of(1, 2), Size.of(2, 0), Size.of(2, 3), 2, true),
        shape(2, 7, 9));
  }

  @Property(tries = 50)
  void anyConvolution(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 1, max = 3) int height,
      @ForAll @IntRange(min = 1, max = 3) int width,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    Size kernel = Size.of(height, width);
    Conv2d layer = new Conv2d(4, kernel, Size.of(1), Size.of(0), Size.of(1), groups, true);
    check(layer.stride(stride).pad(padding).dilation(dilation), shape(2, 8, 7));
  }

  @Property(tries = 50)
  void anyPooling(
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(max = 2) int padding,
      @ForAll boolean ceilMode,
      @ForAll boolean countPadding) {
    Assume.that(2 * padding <= kernel);
    Size pad = Size.of(padding);
    Shape input = shape(2, 7, 6);
    check(new MaxPool2d(Size.of(kernel), Size.of(stride), pad, ceilMode), input);
    check(new AvgPool2d(Size.of(kernel), Size.of(stride), pad, ceilMode, countPadding), input);
  }

  @Test
  void maxPooling() {
    check(maxPool(2), shape(3, 6, 6));
    check(maxPool(2), shape(2, 7, 5));
    check(maxPool(2).ceil(), shape(2, 7, 5));
    check(maxPool(3).stride(2), shape(2, 8, 9));
    check(maxPool(3).stride(2).pad(1), shape(2, 8, 9));
    check(maxPool(3).stride(2).pad(1).ceil(), shape(2, 8, 9));
    check(maxPool(2).stride(1), shape(2, 4, 4));
    check(maxPool(2).stride(3).ceil(), shape(2, 6, 6));
    check(new MaxPool2d(Size.of(3, 1), Size.of(1, 2), Size.of(1, 0), true), shape(2, 5, 6));
  }

  @Test
  void averagePooling() {
    check(avgPool(2), shape(3, 6, 6));
    check(avgPool(2).ceil(), shape(2, 7, 5));
    check(avgPool(3).stride(2).pad(1), shape(2, 8, 9));
    check(avgPool(3).stride(2).pad(1).withoutCountingPadding(), shape(2, 8, 9));
    check(avgPool(3).stride(2).pad(1).ceil(), shape(2, 8, 8));
    check(avgPool(3).stride(2).pad(1).ceil().withoutCountingPadding(), shape(2, 8, 8));
    check(globalAvgPool(), shape(3, 5, 4));
    check(globalAvgPool(), shape(3, 1, 1));
  }

  @Test
  void elementWise() {
    check(relu(), shape(3, 4, 5));
    check(relu(), Shape.vector(7));
    check(relu6(), shape(3, 4, 5));
    check(residual(linear(100), relu6()), Shape.vector(100)); // some are above the ceiling
    check(gelu(), shape(3, 4, 5));
    check(gelu(), Shape.vector(7));
    check(scale(-0.3), shape(3, 4, 5));
    check(scale(1.0 / 9), Shape.vector(7));
    check(flatten(), shape(3, 4, 5));
    check(dropout(0.3), shape(3, 4, 5));
    check(dropout(0), Shape.vector(9));
    check(channelDropout(0.5), shape(6, 4, 5));
  }

  @Test
  void linearLayers() {
    check(linear(4), Shape.vector(6));
    check(linear(1), Shape.vector(1));
    check(linear(7).withoutBias(), Shape.vector(3));
  }

  @Test
  void softmaxAcrossChannels() {
    check(softmax(), Shape.vector(6));
    check(softmax(), shape(4, 3, 2));
  }

  @Test
  void batchNormalization() {
    check(batchNorm(), shape(3, 4, 5));
    check(batchNorm(), shape(5, 1, 1));
    check(new BatchNorm2d(0.5, 0.3), shape(2, 3, 3));
    check(batchNorm().withoutScale(), shape(3, 4, 5));
  }

  @Test
  void layerNormalization() {
    check(layerNorm(), shape(3, 4, 5));
    check(layerNorm(), shape(5, 1, 1));
    check(new LayerNorm2d(0.5), shape(2, 3, 3));
    check(layerScale(), shape(3, 4, 5));
  }

  @Test
  void residualBlocks() {
    check(residual(conv(3, 3).same(), relu(), conv(3, 3).same()), shape(3, 5, 5));
    check(
        block(
            List.of(conv(4, 3).same().stride(2).withoutBias(), batchNorm()),
            List.of(conv(4, 1).stride(2), batchNorm())),
        shape(3, 5, 5));
    check(residual(residual(gelu()), dropout(0.5), residual(conv(2, 3).same())), shape(2, 4, 4));
    check(residual(linear(5), gelu()), Shape.vector(5));
  }

  @Test
  void wholeNetworksAlsoAfterTraining() {
    Network network =
        Network.of(
            "small",
            conv(6, 5).same(),
            batchNorm(),
            relu(),
            maxPool(2),
            residual(conv(6, 3).same(), batchNorm(), relu()),
            conv(8, 3).stride(2),
            gelu(),
            avgPool(2).ceil(),
            flatten(),
            linear(11),
            relu(),
            dropout(0.4),
            linear(5),
            softmax());
    checkTrained(network, shape(3, 13, 12));
    checkTrained(Zoo.network("lenet5", Zoo.Options.classes(10)), shape(1, 28, 28));
    checkTrained(Zoo.network("lenet5", new Zoo.Options(10, 0.5, true)), shape(1, 28, 28));
  }

  /** Running statistics are constants, and dropout is the identity. */
  @Test
  void attributionOfTheOutputToTheInput() {
    checkAttribution(Network.of("norm", batchNorm()), shape(3, 4, 5));
    checkAttribution(Network.of("dropout", dropout(0.5), channelDropout(0.5)), shape(3, 4, 5));
    checkAttribution(
        Network.of("block", residual(conv(3, 3).same(), batchNorm(), relu()), avgPool(2)),
        shape(3, 6, 5));
    checkAttribution(Zoo.network("lenet5", new Zoo.Options(10, 0.5, true)), shape(1, 28, 28));
    checkAttribution(Zoo.network("cifarnet", new Zoo.Options(10, 0.5, true)), shape(3, 32, 32));
    checkAttribution(Zoo.network("resnet20", Zoo.Options.classes(10)), shape(3, 9, 8));
  }

  private static void checkAttribution(Network network, Shape input) {
    Trial trial = Trial.of(network, input, 2, Mode.ATTRIBUTION).random(3).withVariances();
    trial.forward();
    trial.backward();
    check(network.name() + ", input", trial, trial.x(), trial.dx(), 1e-4);
  }

  private static void checkTrained(Network network, Shape input) {
    Trial trial = Trial.of(network, input, 3).initialized(5);
    check(network.name(), trial, 1e-4);
    for (int step = 0; step < 5; step++) {
      trial.step(0.01);
    }
    check(network.name() + " after training", trial, 1e-4);
  }

  private static void check(Layer layer, Shape input) {
    check(layer + " on " + input, Trial.of(layer, input, 2).random(3), 1e-6);
  }

  /** Input and parameters, a sample of their elements where they have many. */
  private static void check(String name, Trial trial, double tolerance) {
    trial.forward();
    trial.backward();
    check(name + ", input", trial, trial.x(), trial.dx(), tolerance);
    for (Parameter parameter : trial.parameters()) {
      if (parameter.learned()) {
        Weights weights = trial.weights(parameter);
        String which = name + ", " + parameter.name();
        check(which, trial, weights.values(), weights.gradient(), tolerance);
      }
    }
  }

  private static void check(
      String name, Trial trial, double[] values, double[] gradient, double tolerance) {
    int step = Math.max(1, values.length / SAMPLE);
    int checked = 0;
    int kinks = 0;
    for (int e = 0; e < values.length; e += step) {
      double value = values[e];
      double here = trial.loss();
      values[e] = value + EPSILON;
      double right = (trial.loss() - here) / EPSILON;
      values[e] = value - EPSILON;
      double left = (here - trial.loss()) / EPSILON;
      values[e] = value;
      double slope = (left + right) / 2;
      double allowed = tolerance * (0.1 + Math.abs(slope));
      // Curvature lets the slopes of the two sides differ by about epsilon, a kink by much more.
      if (Math.abs(right - left) > Math.max(2 * allowed, 1e-4 * (1 + Math.abs(slope)))) {
        kinks++;
      } else {
        assertThat(gradient[e]).as("%s, %d", name, e).isCloseTo(slope, within(allowed));
      }
      checked++;
    }
    assertThat(kinks).as("kinks in %d elements of %s", checked, name).isLessThan(1 + checked / 3);
  }

  private static Shape shape(int channels, int height, int width) {
    return Shape.image(channels, height, width);
  }

  private static Residual block(List<Layer> body, List<Layer> shortcut) {
    return new Residual(
        name(body),
        name(shortcut).stream()
            .map(each -> new Named("shortcut." + each.name(), each.layer()))
            .toList());
  }
}
