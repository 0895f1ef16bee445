package fovea.engine.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Owns native objects: they live until the arena is closed, regardless of the scope in which they
 * were created.
 */
final class Arena implements AutoCloseable {

  /** A cache line, and the widest vector register. */
  private static final int ALIGNMENT = 64;

  private final Deque<Pointer> kept = new ArrayDeque<>();

  /** Keeps a native object alive until the arena is closed. */
  <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    kept.push(pointer);
    return pointer;
  }

  /** Whether nothing is kept: nothing ever was, or the arena is closed. */
  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** Allocates uninitialised memory, aligned for vector instructions. */
  BytePointer allocate(long bytes) {
    BytePointer raw = keep(new BytePointer(bytes + ALIGNMENT));
    long offset = -raw.address() & (ALIGNMENT - 1);
    return raw.getPointer(BytePointer.class, offset).capacity(bytes);
  }

  /** Rounds a size up to the alignment. */
  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Runs a computation and frees every native object it created that no arena keeps. */
  static <T> T freeingTemporaries(Supplier<T> work) {
    PointerScope scope = new PointerScope();
    try {
      return work.get();
    } finally {
      scope.close();
    }
  }

  @Override
  public void close() {
    while (!kept.isEmpty()) {
      kept.pop().releaseReference();
    }
  }
}
