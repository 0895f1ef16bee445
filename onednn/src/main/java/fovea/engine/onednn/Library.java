package fovea.engine.onednn;

import fovea.engine.EngineUnavailableException;
import fovea.engine.Precision;
import fovea.engine.onednn.plan.Sharding;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;

/** The loaded oneDNN library: its CPU engine and execution stream. */
final class Library {

  private final engine cpu;
  private final stream order;
  private final Sharding sharding;
  private final Optional<ShardPool> pool;

  private Library(engine cpu, stream order, Sharding sharding, Optional<ShardPool> pool) {
    this.cpu = cpu;
    this.order = order;
    this.sharding = sharding;
    this.pool = pool;
  }

  /**
   * Loads the native library.
   *
   * @param sharding how it divides batches
   * @param threads the number of threads
   * @throws EngineUnavailableException if there is none for this machine; the message says why
   */
  static Library load(Sharding sharding, int threads) {
    try {
      engine cpu = new engine(engine.kind.cpu, 0);
      Optional<ShardPool> pool = OpenMp.find().map(openMp -> new ShardPool(openMp, threads));
      return new Library(cpu, new stream(cpu), sharding, pool);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      throw new EngineUnavailableException("oneDNN could not be loaded (" + reason(e) + ")", e);
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
  }

  /** How batches are divided, if there are threads for it. */
  Sharding sharding() {
    return sharding;
  }

  /** The threads; empty if those of the library's kernels cannot be told their number. */
  Optional<ShardPool> pool() {
    return pool;
  }

  engine cpu() {
    return cpu;
  }

  stream stream() {
    return order;
  }

  /** The library's version, such as 3.11.0. */
  String version() {
    dnnl_version_t version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /** The instruction set that kernels are generated for, such as avx512_core_bf16. */
  String instructionSet() {
    return String.valueOf(dnnl.get_effective_cpu_isa()).toLowerCase(Locale.ROOT);
  }

  /** Whether the processor has native instructions for a precision. */
  boolean supports(Precision precision) {
    return switch (precision) {
      case F32 -> true;
      case F64 -> false;
      case BF16 -> {
        int fast = dnnl.dnnl_cpu_isa_avx512_core_bf16;
        yield (dnnl.dnnl_get_effective_cpu_isa() & fast) == fast;
      }
    };
  }

  static memory.data_type type(Precision precision) {
    return precision == Precision.BF16 ? memory.data_type.bf16 : memory.data_type.f32;
  }
}
