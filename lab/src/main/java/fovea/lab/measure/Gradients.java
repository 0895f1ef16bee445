package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.train.CrossEntropy;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The gradients of mini-batches: how they scatter around their mean, and how large they are in each
 * layer.
 *
 * @param images number of images
 * @param batch size of the small mini-batches
 * @param noise standard deviation of their gradients over all weights, as a multiple of the norm of
 *     the mean gradient
 * @param noiseOfFour the same for mini-batches of four times as many images
 * @param magnitudes root mean square of the elements of the mean gradient, by the name of the
 *     weights; biases are left out
 */
public record Gradients(
    int images, int batch, double noise, double noiseOfFour, SortedMap<String, Double> magnitudes) {

  private static final int BATCH = 32;
  private static final int GROUP = 4;

  public Gradients {
    magnitudes = Collections.unmodifiableSortedMap(new TreeMap<>(magnitudes));
  }

  /**
   * Measures a network. Images that do not fill a large mini-batch are left out.
   *
   * @param model a model that can compute in training mode, which changes the running statistics of
   *     its batch normalisation
   * @throws IllegalArgumentException if there are fewer than eight images
   */
  public static Gradients of(TrainedModel model, ImageSet images) {
    int batch = Math.min(BATCH, images.size() / (2 * GROUP));
    if (batch == 0) {
      throw new IllegalArgumentException(
          "gradients scatter over several mini-batches: that takes eight images or more");
    }
    InputImages inputs = InputImages.of(model, images);
    int groups = inputs.count() / (GROUP * batch);
    Scatter small = new Scatter();
    Scatter large = new Scatter();
    Sums all = new Sums(model.model().variables());
    Sums group = new Sums(model.model().variables());
    for (int index = 0; index < groups * GROUP; index++) {
      backward(model, inputs, index, batch);
      small.add(norm(model.model().variables()));
      all.add();
      group.add();
      if (index % GROUP == GROUP - 1) {
        large.add(group.squaredNorm() / (GROUP * GROUP));
        group.reset();
      }
    }
    int count = groups * GROUP;
    double mean = all.squaredNorm() / ((double) count * count);
    return new Gradients(
        count * batch, batch, small.around(mean), large.around(mean), all.magnitudes(count));
  }

  private static void backward(TrainedModel model, InputImages inputs, int index, int batch) {
    Program program = model.model().training(batch);
    int elements = inputs.shape().elements();
    long key = CounterBasedRandom.key(model.recipe().seed(), Purpose.DROPOUT);
    program.forward(
        FloatBuffer.wrap(inputs.values(), index * batch * elements, batch * elements).slice(),
        CounterBasedRandom.subkey(key, index));
    int[] labels = Arrays.copyOfRange(inputs.labels(), index * batch, (index + 1) * batch);
    new CrossEntropy(model.model().output().elements())
        .add(program.output(), labels, batch, program.outputGradient());
    program.backward();
  }

  private static double norm(List<Variable> variables) {
    double squares = 0;
    for (Variable each : variables) {
      for (int i = 0; i < each.gradient().capacity(); i++) {
        squares += (double) each.gradient().get(i) * each.gradient().get(i);
      }
    }
    return squares;
  }

  /** Squared norms of gradients of equal mini-batches. */
  private static final class Scatter {
    private double sum;
    private int count;

    void add(double squaredNorm) {
      sum += squaredNorm;
      count++;
    }

    /** The standard deviation around a mean of this squared norm, divided by its norm. */
    double around(double mean) {
      return Math.sqrt(Math.max(0, (sum - count * mean) / (count - 1) / mean));
    }
  }

  /** The sum of the gradients of several mini-batches. */
  private static final class Sums {
    private final List<Variable> variables;
    private final List<double[]> sums = new ArrayList<>();

    Sums(List<Variable> all) {
      variables = all.stream().filter(Variable::trained).toList();
      variables.forEach(each -> sums.add(new double[each.gradient().capacity()]));
    }

    void add() {
      for (int index = 0; index < sums.size(); index++) {
        FloatBuffer gradient = variables.get(index).gradient();
        double[] sum = sums.get(index);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient.get(i);
        }
      }
    }

    void reset() {
      sums.forEach(sum -> Arrays.fill(sum, 0));
    }

    double squaredNorm() {
      return sums.stream().mapToDouble(Sums::squares).sum();
    }

    private static double squares(double[] values) {
      return Arrays.stream(values).map(each -> each * each).sum();
    }

    SortedMap<String, Double> magnitudes(int count) {
      SortedMap<String, Double> magnitudes = new TreeMap<>();
      for (int index = 0; index < sums.size(); index++) {
        var parameter = variables.get(index).parameter();
        if (parameter.dims().size() > 1) {
          magnitudes.put(
              parameter.name(), Math.sqrt(squares(sums.get(index)) / parameter.elements()) / count);
        }
      }
      return magnitudes;
    }
  }
}
