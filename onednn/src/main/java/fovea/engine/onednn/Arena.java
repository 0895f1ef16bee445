package fovea.engine.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Owns native objects: what is kept here lives until the arena is closed, whatever scope it was
 * made in.
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

  /** Uninitialised memory, aligned for vector instructions, that lives as long as the arena. */
  BytePointer allocate(long bytes) {
    BytePointer raw = keep(new BytePointer(bytes + ALIGNMENT));
    long offset = -raw.address() & (ALIGNMENT - 1);
    return raw.getPointer(BytePointer.class, offset).capacity(bytes);
  }

  /** A part of some memory, which has to outlive it. */
  BytePointer part(BytePointer memory, long offset, long bytes) {
    return keep(memory.getPointer(BytePointer.class, offset).capacity(bytes));
  }

  /** The number of bytes that is not less and keeps what follows aligned. */
  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Runs something and frees every native object that it made and no arena keeps. */
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
