package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the blocks of a program lie in one region of memory, so that blocks that are needed at the
 * same time do not overlap. The largest are placed first, each as low as it can be (Pisarchyk and
 * Lee 2020, Efficient Memory Management for Deep Neural Net Inference, section 5.2).
 *
 * @param offsets where each block starts, in bytes
 * @param bytes the size of the region
 */
record MemoryPlan(List<Long> offsets, long bytes) {

  /**
   * How long a block is needed.
   *
   * @param bytes its size
   * @param first the position of the first instruction that uses it
   * @param last the position of the last one
   */
  record Lifetime(long bytes, int first, int last) {

    private boolean meets(Lifetime other) {
      return first <= other.last && other.first <= last;
    }
  }

  private record Placed(Lifetime lifetime, long offset) {

    private long end() {
      return offset + Arena.aligned(lifetime.bytes);
    }
  }

  static MemoryPlan of(List<Lifetime> lifetimes) {
    Long[] offsets = new Long[lifetimes.size()];
    List<Placed> placed = new ArrayList<>(); // by offset
    long bytes = 0;
    for (int block : largestFirst(lifetimes)) {
      Placed here = new Placed(lifetimes.get(block), lowest(lifetimes.get(block), placed));
      int index = 0;
      while (index < placed.size() && placed.get(index).offset <= here.offset) {
        index++;
      }
      placed.add(index, here);
      offsets[block] = here.offset;
      bytes = Math.max(bytes, here.end());
    }
    return new MemoryPlan(List.of(offsets), bytes);
  }

  private static int[] largestFirst(List<Lifetime> lifetimes) {
    return IntStream.range(0, lifetimes.size())
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer block) -> lifetimes.get(block).bytes)
                .reversed()
                .thenComparingInt(block -> lifetimes.get(block).first))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static long lowest(Lifetime lifetime, List<Placed> placed) {
    long offset = 0;
    for (Placed other : placed) {
      if (other.lifetime.meets(lifetime)) {
        if (other.offset - offset >= Arena.aligned(lifetime.bytes)) {
          return offset;
        }
        offset = Math.max(offset, other.end());
      }
    }
    return offset;
  }
}
