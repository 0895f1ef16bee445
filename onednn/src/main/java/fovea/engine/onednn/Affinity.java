package fovea.engine.onednn;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A processor for each thread, where there are as many processors as threads. Otherwise a thread
 * that waits for another lets the system move that one to its processor, beside it: as soon as the
 * machine does anything else, two threads share one processor, and the other process has one alone.
 */
final class Affinity {

  /** Whether threads are bound: the variable of OpenMP, whose threads these stand for. */
  private static final String VARIABLE = "OMP_PROC_BIND";

  /** The size of a set of processors: a bit for each of 1,024. */
  private static final int BYTES = 128;

  private final Memory all;
  private final List<Memory> each;

  private Affinity(Memory all, List<Memory> each) {
    this.all = all;
    this.each = List.copyOf(each);
  }

  /** A processor for each thread; empty if their numbers differ, or the system has no such call. */
  static Optional<Affinity> of(int threads) {
    boolean wanted = !"false".equalsIgnoreCase(System.getenv(VARIABLE));
    return wanted && threads > 1 && Platform.isLinux() && SystemCalls.available()
        ? allowed().filter(affinity -> affinity.each.size() == threads)
        : Optional.empty();
  }

  private static Optional<Affinity> allowed() {
    Memory all = set();
    if (SystemCalls.sched_getaffinity(0, BYTES, all) < 0) {
      return Optional.empty(); // more processors than bits
    }
    List<Memory> each = new ArrayList<>();
    for (int i = 0; i < BYTES; i++) {
      for (int bits = all.getByte(i) & 0xff; bits != 0; bits &= bits - 1) {
        Memory one = set();
        one.setByte(i, (byte) Integer.lowestOneBit(bits));
        each.add(one);
      }
    }
    return Optional.of(new Affinity(all, each));
  }

  private static Memory set() {
    Memory memory = new Memory(BYTES);
    memory.clear();
    return memory;
  }

  /**
   * Keeps the current thread, and those that it starts, on a processor.
   *
   * @param thread the thread's number, from 0
   */
  void bind(int thread) {
    SystemCalls.sched_setaffinity(0, BYTES, each.get(thread)); // a failure costs time, no more
  }

  /** Lets the current thread run on all processors again. */
  void release() {
    SystemCalls.sched_setaffinity(0, BYTES, all);
  }

  /** Calls of the C library; unlike those by name they allocate nothing. */
  private static final class SystemCalls {

    private static final boolean AVAILABLE = register();

    static boolean available() {
      return AVAILABLE;
    }

    private static boolean register() {
      try {
        Native.register(SystemCalls.class, Platform.C_LIBRARY_NAME);
        return true;
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        return false;
      }
    }

    static native int sched_getaffinity(int thread, long bytes, Pointer processors);

    static native int sched_setaffinity(int thread, long bytes, Pointer processors);
  }
}
