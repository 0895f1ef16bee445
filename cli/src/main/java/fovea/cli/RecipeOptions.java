package fovea.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags that override keys of a recipe: each has its key's name. */
final class RecipeOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "NAME|DIR",
      description = "cifar10, cifar10-mini, mnist, fashion-mnist, or a directory of class folders.")
  private String dataset;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "cifarnet, lenet5, resnet20 or vgg16.")
  private String model;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private String epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step.")
  private String batchSize;

  @Option(names = "--lr", paramLabel = "X", description = "Learning rate at the start.")
  private String lr;

  @Option(names = "--optimizer", paramLabel = "NAME", description = "sgd.")
  private String optimizer;

  @Option(names = "--momentum", paramLabel = "X", description = "From 0 to below 1.")
  private String momentum;

  @Option(
      names = "--nesterov",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Nesterov's momentum.")
  private String nesterov;

  @Option(names = "--weight-decay", paramLabel = "X", description = "Pull of weights towards zero.")
  private String weightDecay;

  @Option(names = "--schedule", paramLabel = "NAME", description = "constant or exponential.")
  private String schedule;

  @Option(
      names = "--gamma",
      paramLabel = "X",
      description = "The exponential schedule's factor an epoch.")
  private String gamma;

  @Option(
      names = "--normalize",
      paramLabel = "NAME",
      description = "none, channel, or image-average.")
  private String normalize;

  @Option(names = "--augment", paramLabel = "LIST", description = "none, crop, flip, or crop,flip.")
  private String augment;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Rate of the dropout before the last layer.")
  private String dropout;

  @Option(
      names = "--batch-norm",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Batch normalisation after each convolution.")
  private String batchNorm;

  @Option(names = "--init", paramLabel = "NAME", description = "pytorch, he or xavier.")
  private String init;

  @Option(names = "--precision", paramLabel = "NAME", description = "auto, f32 or bf16.")
  private String precision;

  @Option(names = "--engine", paramLabel = "NAME", description = "auto, onednn or reference.")
  private String engine;

  @Option(names = "--seed", paramLabel = "N", description = "What all random numbers depend on.")
  private String seed;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute.")
  private String threads;

  @Option(names = "--limit-train", paramLabel = "N", description = "Use N training images only.")
  private String limitTrain;

  @Option(names = "--limit-test", paramLabel = "N", description = "Use N test images only.")
  private String limitTest;

  @Option(names = "--max-time", paramLabel = "TIME", description = "Stop after 90s, 10m or 2h.")
  private String maxTime;

  /** The keys that were given, with their values as texts. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    spec.options().stream()
        .filter(
            option ->
                option.userObject() instanceof java.lang.reflect.Field field
                    && field.getDeclaringClass() == RecipeOptions.class)
        .forEach(
            option -> {
              Object value = option.getValue();
              if (value != null) {
                overrides.put(
                    option.longestName().substring(2).replace('-', '_'), value.toString());
              }
            });
    return overrides;
  }
}
