package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.KernelTime;
import fovea.engine.Precision;
import fovea.engine.reference.ReferenceEngine;
import fovea.lab.measure.FlopCount;
import fovea.lab.measure.Timing;
import fovea.lab.words.Texts;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.recipe.NetworkSource;
import fovea.recipe.RecipeKeys;
import fovea.run.Machine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea bench} command: measures the speed of training and inference. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures how fast a network trains and classifies, on synthetic images.",
    footer = {
      "",
      "Times are medians. Nothing else should run on the machine.",
      "",
      "Examples:",
      "  fovea bench",
      "  fovea bench resnet20 --batch 64",
      "  fovea bench cifarnet --profile"
    })
final class BenchCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      descriptionKey = "model",
      defaultValue = "cifarnet",
      description =
          "cifarnet, resnet18, vgg16 or another of the zoo, or a network file (${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = {"--batch", "--batch-size"},
      paramLabel = "N",
      defaultValue = "128",
      description = "Batch size (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "50",
      description = "Number of steps to time (${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--input", paramLabel = "CxHxW", description = "The shape of an image.")
  private String input;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Rate of dropout before the last layer.")
  private double dropout;

  @Option(names = "--batch-norm", description = "Add batch normalisation.")
  private boolean batchNorm;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, f32 or bf16.")
  private String precision;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, onednn or reference.")
  private String engineName;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of compute threads; 0: all cores.")
  private int threads;

  @Option(names = "--profile", description = "Show the time of each layer and kernel.")
  private boolean profile;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private Texts texts;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    texts = language.texts(Console.BUNDLE);
    if (batch < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "--batch is %s and --steps is %s: both must be at least 1".formatted(batch, steps));
    }
    RecipeKeys.checked("threads", Integer.toString(threads));
    Engines.checkThreads(threads);
    NetworkSource source = NetworkSource.of(model);
    Shape shape =
        input == null
            ? source.input()
            : InputShape.read(console, language.language(), input, Shape.Order.CHANNELS_FIRST);
    Zoo.Options options = new Zoo.Options(source.classes(), dropout, batchNorm);
    Engine engine = Engines.named(RecipeKeys.checked("engine", engineName));
    Network network = source.network(options, shape);
    Precision chosen =
        Engines.precision(RecipeKeys.checked("precision", precision), engine, network, shape);
    double peak = engine instanceof ReferenceEngine ? 0 : Timing.peakGflops(engine, chosen);
    Timing timing = Timing.measure(engine, network, shape, batch, chosen, steps, profile);
    FlopCount flops = FlopCount.of(network, shape, batch);
    if (json) {
      console.json(json(network.name(), timing, flops, peak, chosen));
    } else {
      print(network.name(), timing, flops, peak, engine, chosen);
    }
    return 0;
  }

  private static double perSecond(int images, double milliseconds) {
    return Math.rint(images / milliseconds * 1e4) / 10;
  }

  private ObjectNode json(
      String network, Timing timing, FlopCount flops, double peak, Precision chosen) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", network)
            .put("precision", chosen.label())
            .put("batch", batch)
            .put("threads", Engines.threads())
            .put("train_step_ms", Math.rint(timing.trainStepMillis() * 1e3) / 1e3)
            .put("train_images_per_second", perSecond(batch, timing.trainStepMillis()))
            .put("inference_images_per_second", perSecond(batch, timing.inferenceMillis()))
            .put("train_gflops", Math.rint(trainingGflops(timing, flops)))
            .put("inference_gflops", Math.rint(inferenceGflops(timing, flops)));
    if (peak > 0) {
      node.put("peak_gflops", Math.rint(peak))
          .put("train_share_of_peak", share(trainingGflops(timing, flops), peak))
          .put("inference_share_of_peak", share(inferenceGflops(timing, flops), peak));
    }
    Machine.peakMemory().ifPresent(bytes -> node.put("peak_rss_mb", bytes / 1_000_000));
    if (profile) {
      ArrayNode kernels = node.putArray("kernels");
      for (KernelTime kernel : timing.kernels()) {
        kernels
            .addObject()
            .put("layer", kernel.layer())
            .put("pass", kernel.pass())
            .put("kernel", kernel.kernel())
            .put("ms", Math.rint(kernel.milliseconds() * 1e4) / 1e4)
            .put("gflops", Math.rint(flops.gflops(kernel)));
      }
    }
    return node;
  }

  private void print(
      String network,
      Timing timing,
      FlopCount flops,
      double peak,
      Engine engine,
      Precision chosen) {
    line(
        "bench.title",
        network,
        engine.name(),
        chosen.label(),
        texts.number(batch),
        Engines.threads());
    speed("bench.training", timing.trainStepMillis(), trainingGflops(timing, flops), peak);
    speed("bench.inference", timing.inferenceMillis(), inferenceGflops(timing, flops), peak);
    if (peak > 0) {
      line("bench.peak", texts.number(peak, 0));
      if (Math.max(trainingGflops(timing, flops), inferenceGflops(timing, flops)) > peak) {
        line("bench.abovePeak");
      }
    }
    Machine.peakMemory().ifPresent(bytes -> line("bench.memory", texts.number(bytes / 1_000_000)));
    if (!timing.kernels().isEmpty()) {
      printLayers(timing.kernels(), flops);
      printKernels(timing.kernels(), flops);
    }
  }

  private static double trainingGflops(Timing timing, FlopCount flops) {
    return FlopCount.gflops(flops.training(), timing.trainStepMillis());
  }

  private static double inferenceGflops(Timing timing, FlopCount flops) {
    return FlopCount.gflops(flops.inference(), timing.inferenceMillis());
  }

  private static double share(double gflops, double peak) {
    return Math.rint(gflops / peak * 1e3) / 1e3;
  }

  private void line(String key, Object... arguments) {
    console.result("%s", texts.text(key, arguments));
  }

  /** Prints a line of the time and the speed of training or inference. */
  private void speed(String key, double milliseconds, double gflops, double peak) {
    String share = peak > 0 ? texts.text("bench.share", texts.percent(gflops / peak, 0)) : "";
    line(
        key,
        texts.number(milliseconds, 2),
        texts.number(perSecond(batch, milliseconds), 0),
        texts.number(gflops, 0),
        share);
  }

  /**
   * Prints one row per layer: the time of its backward kernels, that of all its other kernels, and
   * the speed over both.
   */
  private void printLayers(List<KernelTime> kernels, FlopCount flops) {
    Map<String, List<KernelTime>> layers =
        kernels.stream()
            .collect(
                Collectors.groupingBy(KernelTime::layer, LinkedHashMap::new, Collectors.toList()));
    console.result(
        "%n%-24s%12s%15s%12s",
        texts.text("bench.layer"),
        texts.text("bench.forward"),
        texts.text("bench.backward"),
        "GFLOP/s");
    layers.forEach(
        (layer, all) -> {
          double backward = sum(all, kernel -> kernel.pass().startsWith("backward"));
          double total = sum(all, kernel -> true);
          long operations =
              flops.forward().getOrDefault(layer, 0L)
                  * all.stream().filter(FlopCount::isArithmetic).count();
          console.result(
              "%-24s%12s%15s%12s",
              layer,
              texts.number(total - backward, 3),
              texts.number(backward, 3),
              formatGflops(FlopCount.gflops(operations, total)));
        });
  }

  private static double sum(List<KernelTime> kernels, Predicate<KernelTime> which) {
    return kernels.stream().filter(which).mapToDouble(KernelTime::milliseconds).sum();
  }

  private void printKernels(List<KernelTime> kernels, FlopCount flops) {
    console.result(
        "%n%-24s%-22s%-28s%10s%10s",
        texts.text("bench.layer"),
        texts.text("bench.pass"),
        texts.text("bench.kernel"),
        "ms",
        "GFLOP/s");
    for (KernelTime kernel : kernels) {
      console.result(
          "%-24s%-22s%-28s%10s%10s",
          kernel.layer(),
          kernel.pass(),
          kernel.kernel(),
          texts.number(kernel.milliseconds(), 3),
          formatGflops(flops.gflops(kernel)));
    }
  }

  private String formatGflops(double gflops) {
    return gflops == 0 ? "" : texts.number(gflops, 0);
  }
}
