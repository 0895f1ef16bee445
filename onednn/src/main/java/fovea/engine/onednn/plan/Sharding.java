package fovea.engine.onednn.plan;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How batches are divided into shards. It depends on the batch and the network alone, so that
 * results do not depend on the number of threads.
 *
 * @param images the number of images per shard that is aimed at: what they need in one layer fits
 *     into a core's cache
 * @param count the number of shards that is aimed at, for batches that are smaller
 * @param uses how often a shard's forward pass should at least use each weight of a filter, by
 *     having more images while twice the number of shards remains: each shard has gradients of its
 *     own, which are written and added up
 * @param work the fewest multiply-adds of a shard's forward pass that are worth a shard
 */
public record Sharding(int images, int count, long uses, long work) {

  /** What has been measured to be fast, and to stay so on a busy machine. */
  public static final Sharding USUAL = new Sharding(32, 8, 4800, 25_000_000);

  /**
   * The shards of a batch: all have the same number of images, so one program serves them all.
   *
   * @param work the multiply-adds of the forward pass of one image
   * @param weights the weights of all filters
   */
  public Shards of(int batch, long work, long weights) {
    long smallest = Math.min(batch, this.work / Math.max(1, work) + 1);
    long enough = Math.min(uses * weights / Math.max(1, work), batch / (2L * count));
    long aim = Math.min(Math.max(images, enough), (batch + count - 1) / count);
    return IntStream.rangeClosed(1, batch)
        .filter(each -> batch % each == 0 && each >= smallest)
        .boxed()
        .min(Comparator.comparingLong(each -> Math.abs(each - aim)))
        .map(each -> new Shards(batch / each, each))
        .orElseThrow();
  }
}
