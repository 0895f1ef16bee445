package fovea.probe;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layers;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Residual;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts of a network whose numbers can be told in the head. */
class ActivationsTest {

  private static final Shape INPUT = Shape.image(1, 1, 2);
  private static final Network NETWORK = Network.of("n", conv(3, 1), relu(), flatten(), linear(2));
  private static final Engine ENGINE = new ReferenceEngine();

  /** Filters that give the image, 0 and 1 less the image; the linear layer adds up. */
  private static Model model() {
    Model model = ENGINE.compile(NETWORK, INPUT, 2, Precision.F32);
    List<Variable> variables = model.variables();
    variables.get(0).write(new float[] {1, -1, -1}, variables.get(0).values());
    variables.get(1).write(new float[] {0, 0, 1}, variables.get(1).values());
    variables
        .get(2)
        .write(new float[] {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 0}, variables.get(2).values());
    return model;
  }

  @Test
  void meanZerosAndDeadUnitsAreThoseOfTheImages() {
    byte[] pixels = {(byte) 255, 0, (byte) 255, (byte) 255};
    ImageSet images = new ImageSet(INPUT, List.of("a"), new byte[2], pixels);
    Pipeline pipeline = new Pipeline(List.of(), Normalization.none(1));
    try (Model model = model();
        Activations activations = Activations.of(ENGINE, model);
        Loader loader = new Loader(images, pipeline, 1, 0, false)) {
      Activations.Row row = activations.measure(loader).get(0);
      assertThat(row.layer()).isEqualTo("relu1");
      assertThat(row.units()).isEqualTo(3);
      assertThat(row.dead()).isEqualTo(1);
      assertThat(row.zeros()).isCloseTo(8 / 12.0, within(1e-9)); // 4 of 12 outputs are 1
      assertThat(row.mean()).isCloseTo(4 / 12.0, within(1e-6));
      assertThat(row.deviation()).isCloseTo(Math.sqrt(1 / 3.0 - 1 / 9.0), within(1e-6));
      assertThat(row.octaves().get(-Activations.Row.LOWEST)) // from 1 to 2
          .isCloseTo(4 / 12.0, within(1e-9));
      assertThat(row.octaves().stream().mapToDouble(each -> each).sum() + row.zeros())
          .isCloseTo(1, within(1e-9));
      Variable weight = model.variables().get(0);
      weight.write(new float[] {1, 1, 1}, weight.values());
      assertThat(activations.measure(loader).get(0).dead()).as("after a change").isZero();
    }
  }

  /** The block adds to the image what one filter leaves of it after a rectifier. */
  @Test
  void rectifiersInsideBlocksAreMeasuredToo() {
    Network network =
        new Network(
            "r",
            List.of(
                new Named(
                    "block", new Residual(Layers.name(List.of(conv(1, 1), relu())), List.of())),
                new Named("relu", relu())));
    byte[] pixels = {(byte) 255, 0, (byte) 255, (byte) 255};
    ImageSet images = new ImageSet(INPUT, List.of("a"), new byte[2], pixels);
    Pipeline pipeline = new Pipeline(List.of(), Normalization.none(1));
    try (Model model = ENGINE.compile(network, INPUT, 2, Precision.F32);
        Loader loader = new Loader(images, pipeline, 2, 0, false)) {
      Variable weight = model.variables().get(0);
      weight.write(new float[] {-1}, weight.values());
      model.variables().get(1).write(new float[] {0.5f}, model.variables().get(1).values());
      try (Activations activations = Activations.of(ENGINE, model)) {
        List<Activations.Row> rows = activations.measure(loader);
        assertThat(rows).extracting(Activations.Row::layer).containsExactly("block.relu1", "relu");
        assertThat(rows.get(0).zeros())
            .isCloseTo(3 / 4.0, within(1e-9)); // of -0.5, 0.5, -0.5, -0.5
        assertThat(rows.get(0).mean()).isCloseTo(0.5 / 4, within(1e-6));
        assertThat(rows.get(0).octaves().get(-Activations.Row.LOWEST - 1)) // from 0.5 to 1
            .isCloseTo(1 / 4.0, within(1e-9));
        assertThat(rows.get(1).zeros()).isZero();
        assertThat(rows.get(1).mean()).isCloseTo(3.5 / 4, within(1e-6));
        weight.write(new float[] {-0.25f}, weight.values());
        assertThat(activations.measure(loader).get(0).zeros()).as("after a change").isZero();
        model.variables().get(1).write(new float[] {0}, model.variables().get(1).values());
        assertThat(activations.measure(loader).get(0).dead()).isEqualTo(1);
      }
    }
  }

  @Test
  void aPartGivesItsResultsAndTheGradientOfItsInput() {
    try (Model model = model();
        Probe front = Probe.of(ENGINE, NETWORK.upTo("relu1"), INPUT, model);
        Probe whole = Probe.of(ENGINE, NETWORK, INPUT, model)) {
      FloatBuffer image = FloatBuffer.wrap(new float[] {0.25f, 2});
      assertThat(front.output()).isEqualTo(Shape.image(3, 1, 2));
      assertThat(front.forward(image, 1)).containsExactly(0.25f, 2, 0, 0, 0.75f, 0);
      assertThat(whole.forward(image, 1)).containsExactly(3, 1.5f);
      assertThat(whole.gradient(image, new float[] {1, 0}, 1)).containsExactly(0, 1);
      assertThat(whole.gradient(image, new float[] {0, 1}, 1)).containsExactly(-2, 0);
    }
  }

  @Test
  void aNetworkWithOtherParametersIsRefused() {
    Network other = Network.of("o", flatten(), linear(2));
    try (Model model = model()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Probe.of(ENGINE, other, INPUT, model).close())
          .withMessage("the network has no parameter fc1.weight");
    }
  }
}
