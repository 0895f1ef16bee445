package fovea.bench;

import fovea.engine.Precision;
import fovea.nn.Zoo;
import fovea.train.ring.Rendezvous;
import fovea.train.ring.Ring;
import fovea.train.ring.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Times the sum of a network's gradients over a ring of workers on this machine, without any wire:
 * what the exchange itself costs.
 */
public final class Exchange {

  private static final int WARM_UP = 50;
  private static final int REPETITIONS = 101;

  private Exchange() {}

  /** Arguments, all optional: network of the zoo, number of workers, rounds. */
  public static void main(String[] arguments) throws IOException {
    String name = argument(arguments, 0, "cifarnet");
    int workers = Integer.parseInt(argument(arguments, 1, "2"));
    int rounds = Integer.parseInt(argument(arguments, 2, "3"));
    int count =
        Math.toIntExact(
            Zoo.network(name, Zoo.Options.classes(Zoo.classes(name)))
                .parameterCount(Zoo.input(name)));
    print("%s: %d parameters, %d workers, medians in ms", name, count, workers);
    for (int round = 0; round < rounds; round++) {
      for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
        print("%-6s%8.2f", precision.label(), milliseconds(count, workers, precision));
      }
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** The median time of an exchange, as the first member sees it. */
  private static double milliseconds(int count, int workers, Precision precision)
      throws IOException {
    Rendezvous rendezvous =
        new Rendezvous(
            free(), workers, new Secret("only for this measurement"), Duration.ofMinutes(1));
    List<CompletableFuture<double[]>> members = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      members.add(
          CompletableFuture.supplyAsync(
              () -> exchange(rendezvous, count, precision), task -> new Thread(task).start()));
    }
    return members.get(0).join()[REPETITIONS / 2];
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  /** The sorted times of all exchanges of a member. */
  private static double[] exchange(Rendezvous rendezvous, int count, Precision precision) {
    try (Ring ring = rendezvous.meet(Map.of())) {
      float[] values = new float[count];
      double[] milliseconds = new double[REPETITIONS];
      for (int i = -WARM_UP; i < REPETITIONS; i++) {
        long start = System.nanoTime();
        ring.sum(values, precision);
        if (i >= 0) {
          milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      Arrays.sort(milliseconds);
      return milliseconds;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
