package fovea.peers.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/** Takes a peer's times: warm-up, then the median of many steps. */
public final class Measurement {

  private Measurement() {}

  /**
   * Measures a peer and prints a line of JSON on the standard output.
   *
   * @param arguments flags as {@link Setting} has them
   * @param open makes the peer ready
   * @throws IOException if the machine cannot be asked for memory and files
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

  /** Times in milliseconds of as many steps as are wanted and there is time for. */
  private static double[] times(Runnable work, int count, double seconds) {
    double[] milliseconds = new double[count];
    long begin = System.nanoTime();
    int done = 0;
    while (done < count
        && (done < Setting.LEAST_STEPS || System.nanoTime() - begin < seconds * 1e9)) {
      long start = System.nanoTime();
      work.run();
      milliseconds[done++] = (System.nanoTime() - start) / 1e6;
    }
    return Arrays.copyOf(milliseconds, done);
  }
}
