package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * The instructions of a program that is being compiled: those that prepare what depends on
 * parameters alone, and the two passes. When all are known, their tensors get places: those that
 * only one shard at a time uses in a region of that shard, the others in one for the whole batch.
 */
final class Emission {

  private final List<Draft> preparation = new ArrayList<>();
  private final List<Draft> forward = new ArrayList<>();
  private final List<Draft> backward = new ArrayList<>();
  private final Set<Integer> pauses = new HashSet<>();
  private final int shards;

  Emission(int shards) {
    this.shards = shards;
  }

  List<Draft> preparation() {
    return preparation;
  }

  List<Draft> forward() {
    return forward;
  }

  List<Draft> backward() {
    return backward;
  }

  /** Ends a segment of the backward pass, although the next instructions could belong to it. */
  void pauseBackward() {
    pauses.add(backward.size());
  }

  /**
   * Places all tensors and makes the instructions.
   *
   * @param gradients the gradients that the backward pass computes, by the names of the parameters
   * @param arena owns the memory, and is closed with the passes
   * @param threading how the instructions are shared out
   * @param once whether forward and backward passes alternate; otherwise prepared weights are kept
   *     for several forward passes, and activations for several backward passes
   */
  OneDnnPasses finish(
      Arena arena, Threading threading, boolean once, Map<String, Tensor> gradients) {
    place(arena, once);
    List<List<Draft>> back = segments(backward, pauses);
    return new OneDnnPasses(
        arena,
        threading,
        make(segments(preparation, Set.of())),
        make(segments(forward, Set.of())),
        make(back),
        wholeAfter(back, gradients));
  }

  /** The number of the last segment that uses each gradient. */
  private static Map<String, Integer> wholeAfter(
      List<List<Draft>> segments, Map<String, Tensor> gradients) {
    Map<Block, Integer> last = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      for (Draft draft : segments.get(i)) {
        for (Tensor tensor : draft.uses()) {
          last.put(tensor.block(), i);
        }
      }
    }
    Map<String, Integer> whole = new HashMap<>();
    gradients.forEach((name, gradient) -> whole.put(name, last.getOrDefault(gradient.block(), 0)));
    return whole;
  }

  private Segment[] make(List<List<Draft>> segments) {
    return segments.stream().map(this::segment).toArray(Segment[]::new);
  }

  private Segment segment(List<Draft> together) {
    int copies = together.get(0).scope() == Draft.Scope.BATCH ? 1 : shards;
    return new Segment(
        IntStream.range(0, copies)
            .mapToObj(shard -> make(together, shard))
            .toArray(Instruction[][]::new));
  }

  private static List<List<Draft>> segments(List<Draft> drafts, Set<Integer> pauses) {
    List<List<Draft>> segments = new ArrayList<>();
    int end;
    for (int start = 0; start < drafts.size(); start = end) {
      end = endOfSegment(drafts, start, pauses);
      segments.add(drafts.subList(start, end));
    }
    return segments;
  }

  private static Instruction[] make(List<Draft> drafts, int shard) {
    return drafts.stream()
        .filter(draft -> shard < draft.parts())
        .map(draft -> draft.instruction().apply(shard))
        .toArray(Instruction[]::new);
  }

  private static int endOfSegment(List<Draft> drafts, int start, Set<Integer> pauses) {
    int end = start + 1;
    while (end < drafts.size()
        && drafts.get(end).scope() == drafts.get(start).scope()
        && !pauses.contains(end)) {
      end++;
    }
    return end;
  }

  private void place(Arena arena, boolean once) {
    List<Span> spans = spans(once);
    List<Span> own = spans.stream().filter(span -> !span.whole).toList();
    List<Span> common = spans.stream().filter(span -> span.whole).toList();
    MemoryPlan ownPlan = MemoryPlan.of(own.stream().map(Span::bySteps).toList());
    List<BytePointer> regions =
        IntStream.range(0, own.isEmpty() ? 0 : shards)
            .mapToObj(shard -> arena.allocate(ownPlan.bytes()))
            .toList();
    for (int i = 0; i < own.size(); i++) {
      long offset = ownPlan.offsets().get(i);
      own.get(i).place(regions.stream().map(region -> at(region, offset)).toList());
    }
    MemoryPlan commonPlan = MemoryPlan.of(common.stream().map(Span::byMeetings).toList());
    BytePointer region = arena.allocate(commonPlan.bytes());
    for (int i = 0; i < common.size(); i++) {
      Span span = common.get(i);
      long offset = commonPlan.offsets().get(i);
      span.place(
          IntStream.range(0, span.parts())
              .mapToObj(part -> at(region, offset + part * span.bytes))
              .toList());
    }
  }

  private static BytePointer at(BytePointer region, long offset) {
    return region.getPointer(BytePointer.class, offset);
  }

  private List<Span> spans(boolean once) {
    List<Draft> all = Stream.of(preparation, forward, backward).flatMap(List::stream).toList();
    int[] meetings = meetings(all);
    Map<Block, Span> spans = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      for (Tensor tensor : all.get(i).uses()) {
        if (!tensor.block().placed()) {
          int step = i;
          spans
              .computeIfAbsent(tensor.block(), block -> new Span(block, step, meetings[step]))
              .use(tensor, step, meetings[step]);
        }
      }
    }
    if (!once) {
      spans.values().forEach(span -> keep(span, all.size()));
    }
    overwrite(all, spans);
    return List.copyOf(spans.values());
  }

  /**
   * The number of times that all shards have met before each instruction: between those of one
   * segment they do not, be they of shards or of parts.
   */
  private static int[] meetings(List<Draft> all) {
    int[] meetings = new int[all.size()];
    for (int i = 1; i < all.size(); i++) {
      Draft.Scope scope = all.get(i).scope();
      boolean apart = scope != Draft.Scope.BATCH && scope == all.get(i - 1).scope();
      meetings[i] = apart ? meetings[i - 1] : meetings[i - 1] + 1;
    }
    return meetings;
  }

  /** What one pass leaves for another stays, since the other may run again. */
  private void keep(Span span, int end) {
    int passes = preparation.size() + forward.size();
    if (span.crosses(preparation.size()) || span.crosses(passes)) {
      span.last = end;
      span.lastMeeting = end;
    }
  }

  /** Unites a result with the argument that it may overwrite, if nothing needs that later. */
  private static void overwrite(List<Draft> all, Map<Block, Span> spans) {
    Map<Block, Span> united = new HashMap<>(spans);
    for (int i = 0; i < all.size(); i++) {
      Optional<Draft.Overwriting> pair = all.get(i).overwriting().filter(Draft.Overwriting::fits);
      if (pair.isPresent()) {
        Block target = pair.get().result().block();
        Span argument = united.get(pair.get().argument().block());
        Span result = united.get(target);
        if (argument != null
            && result != null
            && argument.last == i
            && argument.admits(result, i)) {
          argument.take(result);
          united.put(target, argument);
          spans.values().remove(result);
        }
      }
    }
  }

  /** Blocks in one place, and when the first and the last instruction use one. */
  private final class Span {

    private final List<Block> blocks = new ArrayList<>();
    private final long bytes;
    private final boolean sharded;
    private final int first;
    private final int firstMeeting;
    private boolean whole;
    private int last;
    private int lastMeeting;

    Span(Block block, int step, int meeting) {
      blocks.add(block);
      bytes = block.bytes();
      sharded = block.sharded();
      whole = !sharded;
      first = step;
      firstMeeting = meeting;
    }

    void use(Tensor tensor, int step, int meeting) {
      whole |= tensor.whole();
      last = step;
      lastMeeting = meeting;
    }

    boolean crosses(int step) {
      return first < step && last >= step;
    }

    boolean admits(Span result, int step) {
      return result != this
          && result.first == step
          && result.bytes == bytes
          && result.sharded == sharded;
    }

    void take(Span later) {
      blocks.addAll(later.blocks);
      whole |= later.whole;
      last = later.last;
      lastMeeting = later.lastMeeting;
    }

    int parts() {
      return sharded ? shards : 1;
    }

    MemoryPlan.Lifetime bySteps() {
      return new MemoryPlan.Lifetime(bytes, first, last);
    }

    MemoryPlan.Lifetime byMeetings() {
      return new MemoryPlan.Lifetime(parts() * bytes, firstMeeting, lastMeeting);
    }

    void place(List<BytePointer> places) {
      blocks.forEach(block -> block.place(places));
    }
  }
}
