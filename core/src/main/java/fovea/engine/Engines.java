package fovea.engine;

import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines on the class path, by name. */
public final class Engines {

  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private static final String AUTO = "auto";

  /** A number of threads, or a list with one for each level of nesting (OpenMP 5.0, 6.2). */
  private static final Pattern THREADS = Pattern.compile("\\s*([1-9]\\d{0,3})\\s*(,.*)?");

  private Engines() {}

  /**
   * Returns an engine by name. {@code auto} is the fastest that can be loaded; a warning is logged
   * if that is not the fastest one there is.
   *
   * @throws EngineUnavailableException if the requested engine cannot be loaded
   * @throws IllegalArgumentException if there is no engine of that name
   */
  public static Engine named(String name) {
    List<EngineProvider> providers = providers();
    if (name.equals(AUTO)) {
      return fastest(providers);
    }
    Optional<EngineProvider> provider =
        providers.stream().filter(each -> each.name().equals(name)).findFirst();
    if (provider.isEmpty()) {
      List<String> names = new ArrayList<>(providers.stream().map(EngineProvider::name).toList());
      names.add(AUTO);
      throw new IllegalArgumentException(
          "engine is '%s': it must be one of %s"
              .formatted(name, String.join(", ", names.stream().sorted().toList())));
    }
    return provider.get().load();
  }

  /** All providers, the fastest first. */
  private static List<EngineProvider> providers() {
    return ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(EngineProvider::rank).reversed())
        .toList();
  }

  private static Engine fastest(List<EngineProvider> providers) {
    if (providers.size() == 1) {
      LOG.warn(
          "only the {} engine is on the class path, which is hundreds of times slower than oneDNN:"
              + " add the library fovea-onednn",
          providers.get(0).name());
    }
    EngineUnavailableException failure = null;
    for (EngineProvider provider : providers) {
      try {
        Engine engine = provider.load();
        if (failure != null) {
          LOG.warn(
              "{}: using the {} engine, which is hundreds of times slower",
              failure.getMessage(),
              engine.name());
        }
        return engine;
      } catch (EngineUnavailableException e) {
        failure = e;
      }
    }
    throw new EngineUnavailableException("no engine could be loaded", failure);
  }

  /**
   * Returns a precision by name. {@code auto} is the engine's preference for the network, which is
   * logged with its reason. If bf16 is requested and the processor has no native support, f32 is
   * returned and a warning logged.
   *
   * @param network the network to compute
   * @param input the shape of one image
   * @throws IllegalArgumentException if there is no precision of that name
   */
  public static Precision precision(String name, Engine engine, Network network, Shape input) {
    return switch (name) {
      case AUTO -> preferred(engine, network, input);
      case "f32" -> Precision.F32;
      case "bf16" -> bf16(engine);
      default ->
          throw new IllegalArgumentException(
              "precision is '%s': it must be one of auto, f32, bf16".formatted(name));
    };
  }

  private static Precision preferred(Engine engine, Network network, Shape input) {
    PrecisionChoice choice = engine.preferred(network, input);
    LOG.info("precision {}: {}", choice.precision().label(), choice.reason());
    return choice.precision();
  }

  private static Precision bf16(Engine engine) {
    if (!engine.supports(Precision.BF16)) {
      LOG.warn("the {} engine has no fast bf16 on this machine: computing in f32", engine.name());
      return Precision.F32;
    }
    return Precision.BF16;
  }

  /**
   * The number of threads that kernels run on, which the library reads from the environment when it
   * is loaded.
   */
  public static int threads() {
    String text = System.getenv().getOrDefault("OMP_NUM_THREADS", "");
    Matcher first = THREADS.matcher(text);
    return first.matches()
        ? Integer.parseInt(first.group(1))
        : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Logs a warning if kernels do not run on the requested number of threads; 0 means no request.
   *
   * @throws IllegalArgumentException if the number is below 0
   */
  public static void checkThreads(int requested) {
    if (requested < 0) {
      throw new IllegalArgumentException(
          "threads is %s: it must be 0 or more".formatted(requested));
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (requested > processors) {
      LOG.warn(
          "computing on {} threads, not {}: there are {} processors, and more threads would slow"
              + " each other down",
          threads(),
          requested,
          processors);
    } else if (requested > 0 && requested != threads()) {
      LOG.warn(
          "computing on {} threads, not {}: only the flag --threads of the fovea script and"
              + " OMP_NUM_THREADS decide it",
          threads(),
          requested);
    }
  }
}
