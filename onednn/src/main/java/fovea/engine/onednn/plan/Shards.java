package fovea.engine.onednn.plan;

import java.util.stream.IntStream;

/**
 * The equal parts of a batch, which threads take through the network without waiting for each
 * other.
 *
 * @param count the number of shards
 * @param images the number of images in each
 */
public record Shards(int count, int images) {

  /** Whether there is more than one. */
  public boolean divided() {
    return count > 1;
  }

  /** The most equal parts, at most one per shard, that a number of things can be divided into. */
  public int parts(int things) {
    return IntStream.rangeClosed(1, count).filter(n -> things % n == 0).max().orElseThrow();
  }

  /** Whether things can be divided so that at least half of the shards have a part. */
  public boolean share(int things) {
    return 2 * parts(things) >= count;
  }
}
