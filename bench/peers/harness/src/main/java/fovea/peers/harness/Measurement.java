package fovea.peers.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/** Measures a peer: the median time of many steps after a warm-up. */
public final class Measurement {

  private Measurement() {}

  /**
   * Measures a peer and prints the {@link Result} as a line of JSON to standard output.
   *
   * @param arguments the flags that {@link Setting} parses
   * @param open creates the peer
   * @throws IOException if memory or files cannot be measured
   */
  public static void run(String[] arguments, Function<Setting, Peer> open) throws IOException {
    Setting setting = Setting.parse(arguments);
    try (Peer peer = open.apply(setting)) {
      double firstLoss = peer.train();
      double startup = (System.currentTimeMillis() - setting.started()) / 1e3;
      double[] loss = new double[1];
      double train = median(() -> loss[0] = peer.train(), setting);
      double peak = Footprint.peakMemory();
      double inference = setting.inference() ? median(peer::infer, setting) : 0;
      Result result =
          new Result(
              peer.name(),
              peer.version(),
              setting.precision(),
              setting.variant(),
              setting.batch(),
              Integer.parseInt(System.getenv("OMP_NUM_THREADS")),
              train,
              inference,
              firstLoss,
              loss[0],
              startup,
              peak / 1e6,
              Footprint.installed() / 1e6);
      System.out.println(new ObjectMapper().writeValueAsString(result));
    }
  }

  private static double median(Runnable work, Setting setting) {
    times(work, setting.warmUp(), setting.seconds() / 2);
    double[] times = times(work, setting.steps(), setting.seconds());
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /**
   * Times of up to {@code count} steps in milliseconds; fewer if the time is over, but at least
   * {@link Setting#MIN_STEPS}.
   */
  private static double[] times(Runnable work, int count, double seconds) {
    double[] milliseconds = new double[count];
    long begin = System.nanoTime();
    int done = 0;
    while (done < count
        && (done < Setting.MIN_STEPS || System.nanoTime() - begin < seconds * 1e9)) {
      long start = System.nanoTime();
      work.run();
      milliseconds[done++] = (System.nanoTime() - start) / 1e6;
    }
    return Arrays.copyOf(milliseconds, done);
  }
}
