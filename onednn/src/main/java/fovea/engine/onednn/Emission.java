package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * The instructions of a program that is being compiled: those that prepare what depends on
 * parameters alone, and the two passes. When all are known, their tensors get places in one region
 * of memory.
 */
final class Emission {

  private final List<Draft> preparation = new ArrayList<>();
  private final List<Draft> forward = new ArrayList<>();
  private final List<Draft> backward = new ArrayList<>();
  private final boolean repeatable;

  /**
   * @param repeatable whether the backward pass can run several times after one forward pass
   */
  Emission(boolean repeatable) {
    this.repeatable = repeatable;
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

  /**
   * Places all tensors and makes the instructions.
   *
   * @param arena owns the memory, and is closed with the passes
   */
  OneDnnPasses finish(Arena arena) {
    List<Span> spans = spans();
    MemoryPlan plan = MemoryPlan.of(spans.stream().map(Span::lifetime).toList());
    BytePointer region = arena.allocate(plan.bytes());
    for (int i = 0; i < spans.size(); i++) {
      spans.get(i).place(region, plan.offsets().get(i));
    }
    return new OneDnnPasses(arena, make(preparation), make(forward), make(backward));
  }

  private static Instruction[] make(List<Draft> drafts) {
    return drafts.stream().map(draft -> draft.instruction().get()).toArray(Instruction[]::new);
  }

  private List<Span> spans() {
    List<Draft> all = Stream.of(preparation, forward, backward).flatMap(List::stream).toList();
    Map<Block, Span> spans = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      int position = i;
      all.get(i).uses().stream()
          .map(Tensor::block)
          .filter(block -> !block.placed())
          .forEach(
              block ->
                  spans.computeIfAbsent(block, key -> new Span(key, position)).last = position);
    }
    spans.values().forEach(span -> extend(span, all.size()));
    overwrite(all, spans);
    return List.copyOf(spans.values());
  }

  /** What is prepared is needed by every later pass, not only by the next. */
  private void extend(Span span, int end) {
    int passes = preparation.size() + forward.size();
    boolean prepared = span.crosses(preparation.size());
    if (prepared || (repeatable && span.crosses(passes))) {
      span.last = end;
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
        if (argument != null && result != null && argument.last == i && result.first == i) {
          argument.take(result);
          united.put(target, argument);
          spans.values().remove(result);
        }
      }
    }
  }

  /** Blocks in one place, and the positions of the first and the last instruction that use one. */
  private static final class Span {

    private final List<Block> blocks = new ArrayList<>();
    private final int first;
    private int last;

    Span(Block block, int first) {
      blocks.add(block);
      this.first = first;
      last = first;
    }

    boolean crosses(int position) {
      return first < position && last >= position;
    }

    void take(Span later) {
      blocks.addAll(later.blocks);
      last = later.last;
    }

    MemoryPlan.Lifetime lifetime() {
      long bytes = blocks.stream().mapToLong(Block::bytes).max().orElseThrow();
      return new MemoryPlan.Lifetime(bytes, first, last);
    }

    void place(BytePointer region, long offset) {
      blocks.forEach(
          block ->
              block.place(region.getPointer(BytePointer.class, offset).capacity(block.bytes())));
    }
  }
}
