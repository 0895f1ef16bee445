package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.nn.AvgPool2d;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How much a network's answers and its first maps change when images move by a few pixels. Pooling
 * is compared with subsampling of the same maps, which keeps one value of each window in place of
 * the largest or the mean.
 *
 * @param images number of images measured on
 * @param pooling the name of the first pooling
 * @param shifts one for each distance
 */
public record ShiftInvariance(int images, String pooling, List<Shift> shifts) {

  private static final int FARTHEST = 4;

  /**
   * What a shift changes, averaged over images and over two directions: down, and to the right.
   *
   * @param pixels the distance
   * @param sameAnswers the share of images that get the same answer as before
   * @param before cosine similarity of the maps before the first pooling to those of the image in
   *     its place: 1 if nothing changed
   * @param pooled the same after the pooling
   * @param subsampled the same after subsampling in place of the pooling
   */
  public record Shift(
      int pixels, double sameAnswers, double before, double pooled, double subsampled) {}

  public ShiftInvariance {
    shifts = List.copyOf(shifts);
  }

  /** Whether a network has a pooling that is not the first layer. */
  public static boolean applies(Network network) {
    return firstPooling(network).isPresent();
  }

  /**
   * Measures a network.
   *
   * @throws IllegalArgumentException if it does not {@linkplain #applies apply}
   */
  public static ShiftInvariance of(TrainedModel model, ImageSet images) {
    Network network = model.model().network();
    int place =
        firstPooling(network)
            .orElseThrow(() -> new IllegalArgumentException(network.name() + " has no pooling"));
    Named pooling = network.layers().get(place);
    Network before = network.upTo(network.layers().get(place - 1).name());
    Size stride = pooling.layer().window().orElseThrow().stride();
    Shape input = model.model().input();
    InputImages still = InputImages.of(model, images);
    try (Probe maps = model.probe(before, input);
        Probe pooled = model.probe(network.upTo(pooling.name()), input)) {
      Measurement measurement = new Measurement(model, still, maps, pooled, stride);
      List<Shift> shifts = IntStream.rangeClosed(1, FARTHEST).mapToObj(measurement::shift).toList();
      return new ShiftInvariance(images.size(), pooling.name(), shifts);
    }
  }

  private static OptionalInt firstPooling(Network network) {
    return IntStream.range(1, network.layers().size())
        .filter(
            i ->
                network.layers().get(i).layer() instanceof MaxPool2d
                    || network.layers().get(i).layer() instanceof AvgPool2d)
        .findFirst();
  }

  /** What the network computes from the images in their place, to compare with. */
  private static final class Measurement {
    private final TrainedModel model;
    private final InputImages still;
    private final Probe maps;
    private final Probe pooling;
    private final Size stride;
    private final int[] answers;
    private final float[] before;
    private final float[] pooled;

    Measurement(TrainedModel model, InputImages still, Probe maps, Probe pooling, Size stride) {
      this.model = model;
      this.still = still;
      this.maps = maps;
      this.pooling = pooling;
      this.stride = stride;
      answers = still.answers(model);
      before = maps.forward(still.buffer(), still.count());
      pooled = pooling.forward(still.buffer(), still.count());
    }

    Shift shift(int pixels) {
      List<Shift> directions = new ArrayList<>();
      for (InputImages moved : List.of(still.moved(pixels, 0), still.moved(0, pixels))) {
        float[] map = maps.forward(moved.buffer(), moved.count());
        directions.add(
            new Shift(
                pixels,
                InputImages.equal(moved.answers(model), answers),
                similarity(before, map),
                similarity(pooled, pooling.forward(moved.buffer(), moved.count())),
                similarity(subsampled(before), subsampled(map))));
      }
      return mean(directions.get(0), directions.get(1));
    }

    /** The first value of each window. */
    private float[] subsampled(float[] values) {
      Shape from = maps.output();
      Shape to = pooling.output();
      float[] kept = new float[values.length / from.area() * to.area()];
      for (int i = 0; i < kept.length; i++) {
        int row = i % to.area() / to.width() * stride.height();
        int column = i % to.width() * stride.width();
        kept[i] = values[i / to.area() * from.area() + row * from.width() + column];
      }
      return kept;
    }

    /** The mean over images of the cosine of their maps. */
    private double similarity(float[] one, float[] other) {
      int size = one.length / still.count();
      return IntStream.range(0, still.count())
          .mapToDouble(image -> cosine(one, other, image * size, size))
          .average()
          .orElseThrow();
    }
  }

  private static double cosine(float[] one, float[] other, int start, int size) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = start; i < start + size; i++) {
      product += (double) one[i] * other[i];
      first += (double) one[i] * one[i];
      second += (double) other[i] * other[i];
    }
    return first == 0 || second == 0 ? 0 : product / Math.sqrt(first * second);
  }

  private static Shift mean(Shift one, Shift other) {
    return new Shift(
        one.pixels,
        (one.sameAnswers + other.sameAnswers) / 2,
        (one.before + other.before) / 2,
        (one.pooled + other.pooled) / 2,
        (one.subsampled + other.subsampled) / 2);
  }
}
