package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Statistics of a batch of which several processes have slices. */
class JointStatisticsTest {

  /** One of several processes, where it is known what the others say. */
  private record Known(int rank, List<double[]> said) implements Peers {
    @Override
    public int size() {
      return said.size();
    }

    @Override
    public void gather(double[] own, double[] all) {
      said.set(rank, own.clone());
      for (int i = 0; i < said.size(); i++) {
        System.arraycopy(said.get(i), 0, all, i * own.length, own.length);
      }
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / values.length;
  }

  /** As the members put in their numbers one after the other, what the last one gets is right. */
  private static JointStatistics last(List<double[]> said, double[]... slices) {
    JointStatistics last = new JointStatistics(Peers.NONE, 1);
    for (int rank = 0; rank < slices.length; rank++) {
      last = new JointStatistics(new Known(rank, said), 1);
      last.put(0, mean(slices[rank]), variance(slices[rank]));
      last.exchangeMoments(slices[rank].length);
    }
    return last;
  }

  /**
   * Their mean is far from 0, so that differences of squares would have no correct digit in f32.
   */
  @Test
  void meanAndVarianceAreThoseOfAllValues() {
    Random random = new Random(1);
    double[] all = random.doubles(60, 1e4, 1e4 + 1).toArray();
    double[][] slices = {
      Arrays.copyOfRange(all, 0, 1), Arrays.copyOfRange(all, 1, 40), Arrays.copyOfRange(all, 40, 60)
    };
    List<double[]> said = Arrays.asList(new double[3], new double[3], new double[3]);
    said.replaceAll(none -> new double[] {1, 0, 0});
    JointStatistics joint = last(said, slices);
    assertThat(joint.count()).isEqualTo(60);
    assertThat(joint.first(0)).isCloseTo(mean(all), within(1e-10));
    assertThat(joint.second(0)).isCloseTo(variance(all), within(1e-10));
  }

  @Test
  void allMembersGetTheSameBits() {
    List<double[]> said =
        Arrays.asList(
            new double[] {3, 0.1, 7}, new double[] {5, 0.2, 1e-3}, new double[] {1, -9, 0});
    List<Double> results =
        IntStream.range(0, 3)
            .boxed()
            .flatMap(
                rank -> {
                  JointStatistics joint = new JointStatistics(new Known(rank, said), 1);
                  joint.put(0, said.get(rank)[1], said.get(rank)[2]);
                  joint.exchangeMoments((int) said.get(rank)[0]);
                  return List.of(joint.first(0), joint.second(0), (double) rank).stream();
                })
            .toList();
    assertThat(results.subList(3, 5)).isEqualTo(results.subList(0, 2));
    assertThat(results.subList(6, 8)).isEqualTo(results.subList(0, 2));
  }

  @Test
  void sumsAreThoseOfAllAndLeaveTheCount() {
    List<double[]> said = Arrays.asList(new double[] {2, 0, 0}, new double[] {4, 0, 0});
    JointStatistics joint = new JointStatistics(new Known(0, said), 1);
    joint.exchangeMoments(2);
    said.set(1, new double[] {6, 10, 20});
    joint.put(0, 1, 2);
    joint.exchangeSums();
    assertThat(joint.first(0)).isEqualTo(11);
    assertThat(joint.second(0)).isEqualTo(22);
    assertThat(joint.count()).isEqualTo(6);
  }

  @Test
  void aSingleProcessKeepsItsNumbersToTheBit() {
    JointStatistics alone = new JointStatistics(Peers.NONE, 2);
    alone.put(1, 0.1, 1e-30);
    alone.exchangeMoments(7);
    assertThat(alone.first(1)).isEqualTo(0.1);
    assertThat(alone.second(1)).isEqualTo(1e-30);
    alone.exchangeSums();
    assertThat(alone.first(1)).isEqualTo(0.1);
    assertThat(alone.count()).isEqualTo(7);
  }
}
