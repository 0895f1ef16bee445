package fovea.engine.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * The number of threads that a kernel uses when the current thread executes it, or has created it.
 * The library has no setting for it, but the OpenMP runtime that it was linked with has, separately
 * for each thread.
 */
final class OpenMp {

  /** What has been set, which the runtime keeps for each thread; 0 before. */
  private static final ThreadLocal<int[]> CURRENT = ThreadLocal.withInitial(() -> new int[1]);

  private final Function set;

  private OpenMp(Function set) {
    this.set = set;
  }

  /** The runtime of the loaded library; empty if it is not found, as on Windows. */
  static Optional<OpenMp> find() {
    Loader.load(dnnl.class);
    return Loader.getLoadedLibraries().entrySet().stream()
        .filter(library -> library.getKey().startsWith("dnnl"))
        .findFirst()
        .flatMap(library -> of(library.getValue()));
  }

  private static Optional<OpenMp> of(String path) {
    try {
      return Optional.of(
          new OpenMp(NativeLibrary.getInstance(path).getFunction("omp_set_num_threads")));
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return Optional.empty();
    }
  }

  /** Sets the number; does nothing if the current thread has it already. */
  void threads(int count) {
    int[] current = CURRENT.get();
    if (current[0] != count) {
      set.invokeVoid(new Object[] {count});
      current[0] = count;
    }
  }
}
