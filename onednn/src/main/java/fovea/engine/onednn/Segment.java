package fovea.engine.onednn;

import java.util.Arrays;
import java.util.stream.Stream;

/** Instructions between two points at which all shards of a batch meet. */
final class Segment {

  private final Instruction[][] shards;

  /**
   * @param shards the instructions of each shard; one list if they work on the whole batch
   */
  Segment(Instruction[][] shards) {
    this.shards = shards;
  }

  Instruction[][] shards() {
    return shards;
  }

  boolean sharded() {
    return shards.length > 1;
  }

  Stream<Instruction> instructions() {
    return Arrays.stream(shards).flatMap(Arrays::stream);
  }
}
