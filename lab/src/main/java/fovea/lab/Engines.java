package fovea.lab;

import fovea.engine.Engine;
import fovea.engine.EngineUnavailableException;
import fovea.engine.Precision;
import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines by name. */
public final class Engines {

  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * An engine by name. {@code auto} is the fast one, or where it cannot be loaded the reference
   * engine, which is said in a line.
   *
   * @throws EngineUnavailableException if {@code onednn} is asked for and cannot be loaded
   * @throws RecipeException if there is no engine of that name
   */
  public static Engine named(String name) {
    return switch (name) {
      case "reference" -> new ReferenceEngine();
      case "onednn" -> new OneDnnEngine();
      case "auto" -> fastest();
      default ->
          throw new RecipeException(
              "engine is '%s': it must be one of auto, onednn, reference".formatted(name));
    };
  }

  private static Engine fastest() {
    try {
      return new OneDnnEngine();
    } catch (EngineUnavailableException e) {
      LOG.warn("{}: using the reference engine, which is hundreds of times slower", e.getMessage());
      return new ReferenceEngine();
    }
  }

  /**
   * The precision that a recipe asks for; {@code auto} is bf16 where the engine has it at full
   * speed and the network gains from it, and otherwise f32; one line says which, and why. Where
   * bf16 is asked for and the processor has no fast one, f32 is used and one line says so.
   *
   * @param network what is to be computed
   * @param input the shape of one image in front of it
   * @throws RecipeException if there is no precision of that name
   */
  public static Precision precision(String name, Engine engine, Network network, Shape input) {
    return switch (name) {
      case "auto" -> faster(engine, network, input);
      case "f32" -> Precision.F32;
      case "bf16" -> brainFloat(engine);
      default ->
          throw new RecipeException(
              "precision is '%s': it must be one of auto, f32, bf16".formatted(name));
    };
  }

  private static Precision faster(Engine engine, Network network, Shape input) {
    if (!engine.supports(Precision.BF16)) {
      LOG.info("precision f32: the {} engine has no fast bf16 on this machine", engine.name());
      return Precision.F32;
    }
    Optional<Summary.Row> hindrance = BrainFloat.hindrance(network, input);
    if (hindrance.isPresent()) {
      LOG.info(
          "precision f32: {} does much of the work with {} filters, and bf16 is slow where they are"
              + " no multiple of 16",
          hindrance.get().name(),
          hindrance.get().output().channels());
      return Precision.F32;
    }
    LOG.info("precision bf16: the processor is fast at it");
    return Precision.BF16;
  }

  private static Precision brainFloat(Engine engine) {
    if (!engine.supports(Precision.BF16)) {
      LOG.warn("the {} engine has no fast bf16 on this machine: computing in f32", engine.name());
      return Precision.F32;
    }
    return Precision.BF16;
  }

  /** How many threads kernels run on: the library reads it from the environment when it loads. */
  public static int threads() {
    String text = System.getenv("OMP_NUM_THREADS");
    return text != null && text.matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(text)
        : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Says so in a line if kernels do not run on as many threads as was asked for; 0 asks nothing.
   *
   * @throws RecipeException if fewer than none are asked for
   */
  public static void checkThreads(int wanted) {
    if (wanted < 0) {
      throw new RecipeException("threads is %d: it must be 0 or more".formatted(wanted));
    }
    if (wanted > 0 && wanted != threads()) {
      LOG.warn(
          "computing on {} threads, not {}: only the flag --threads of the fovea script and"
              + " OMP_NUM_THREADS decide it",
          threads(),
          wanted);
    }
  }
}
