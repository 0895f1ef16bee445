package fovea.cli;

import fovea.recipe.RecipeException;
import fovea.train.ring.Rendezvous;
import fovea.train.ring.Secret;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of a training by several processes. */
final class JoinOptions {

  /** The environment variable with the secret. */
  private static final String SECRET = "FOVEA_SECRET";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MOST_PORTS = 65_535;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description =
          "Train together with others, which are given the same recipe, HOST:PORT and secret (in"
              + " the environment variable FOVEA_SECRET). One of them runs on HOST.")
  private String join;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "With --join or --spark: how many train together.")
  private Integer workers;

  /**
   * Where this process meets the others; empty if it trains alone.
   *
   * @throws RecipeException if the options do not make sense
   */
  Optional<Rendezvous> rendezvous(Console console) {
    if (join == null) {
      if (workers != null) {
        throw new RecipeException(
            "--workers needs --join, which tells where the workers meet, or --spark");
      }
      return Optional.empty();
    }
    if (workers == null) {
      throw new RecipeException("--join needs --workers, which tells how many will come");
    }
    String secret = console.environment().getOrDefault(SECRET, "");
    if (secret.isEmpty()) {
      throw new RecipeException(
          "--join needs a secret that all workers know: set %s, such as to the output of 'openssl rand -hex 16'"
              .formatted(SECRET));
    }
    return Optional.of(new Rendezvous(address(), workers, new Secret(secret), PATIENCE));
  }

  /**
   * How many machines of a cluster train together.
   *
   * @throws RecipeException if the options do not make sense
   */
  int workersOfCluster() {
    if (join != null) {
      throw new RecipeException(
          "--spark finds its workers itself: give --join or --spark, not both");
    }
    if (workers != null && workers < 1) {
      throw new RecipeException("--workers is %s: it must be 1 or more".formatted(workers));
    }
    return workers == null ? 1 : workers;
  }

  private InetSocketAddress address() {
    int colon = join.lastIndexOf(':');
    String port = join.substring(colon + 1);
    if (colon < 1 || !port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > MOST_PORTS) {
      throw new RecipeException(
          "--join is '%s': it must be HOST:PORT, such as 10.0.0.1:7300".formatted(join));
    }
    return new InetSocketAddress(join.substring(0, colon), Integer.parseInt(port));
  }
}
