package fovea.engine.onednn.plan;

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
}
