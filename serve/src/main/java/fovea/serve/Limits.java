package fovea.serve;

/**
 * What a service takes at most.
 *
 * @param batch images that are classified together, from 1 to 1024
 * @param requests requests that are answered at the same time; more get status 503, with a time
 *     after which to try again
 * @param images images of a request
 * @param bodyBytes size of a request's body
 */
public record Limits(int batch, int requests, int images, int bodyBytes) {

  /** What holds unless it is said otherwise. */
  public static final Limits DEFAULT = new Limits(32, 256, 64, 10 << 20);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Limits {
    require("batch", batch, 1024);
    require("requests", requests, 10_000);
    require("images", images, 10_000);
    require("body", bodyBytes, 1 << 30);
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "the limit '%s' is %s: it must be from 1 to %s".formatted(name, value, most));
    }
  }
}
