package fovea.engine.onednn;

import java.util.Optional;

/**
 * What a program's threads share out: the shards of its batch, each with kernels that run on one
 * thread, or each kernel.
 *
 * @param pool the threads; empty if kernels alone decide on how many threads they run
 * @param kernels whether each kernel is shared out
 */
record Threading(Optional<ShardPool> pool, boolean kernels) {

  /** Prepares the current thread for creating or executing kernels. */
  void enter() {
    if (pool.isPresent()) {
      if (kernels) {
        pool.get().useAllThreads();
      } else {
        pool.get().useOneThread();
      }
    }
  }

  /** Runs instructions, and returns when all are done; the current thread must have entered. */
  void run(Segment segment, long key) {
    if (segment.sharded()) {
      pool.orElseThrow().run(segment, key);
    } else {
      ShardPool.run(segment.shards()[0], key);
    }
  }
}
