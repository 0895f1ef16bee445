package fovea.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flags that override keys of a recipe: each has its key's name. */
final class RecipeOptions {

  private final Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--dataset",
      paramLabel = "NAME|DIR",
      description = "cifar10, cifar10-mini, mnist, fashion-mnist, or a directory of class folders.")
  void dataset(String value) {
    put("dataset", value);
  }

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "cifarnet, lenet5, resnet20 or vgg16.")
  void model(String value) {
    put("model", value);
  }

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  void epochs(String value) {
    put("epochs", value);
  }

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step.")
  void batchSize(String value) {
    put("batch_size", value);
  }

  @Option(names = "--lr", paramLabel = "X", description = "Learning rate at the start.")
  void lr(String value) {
    put("lr", value);
  }

  @Option(names = "--optimizer", paramLabel = "NAME", description = "sgd.")
  void optimizer(String value) {
    put("optimizer", value);
  }

  @Option(names = "--momentum", paramLabel = "X", description = "From 0 to below 1.")
  void momentum(String value) {
    put("momentum", value);
  }

  @Option(
      names = "--nesterov",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Nesterov's momentum.")
  void nesterov(String value) {
    put("nesterov", value);
  }

  @Option(names = "--weight-decay", paramLabel = "X", description = "Pull of weights towards zero.")
  void weightDecay(String value) {
    put("weight_decay", value);
  }

  @Option(names = "--schedule", paramLabel = "NAME", description = "constant or exponential.")
  void schedule(String value) {
    put("schedule", value);
  }

  @Option(
      names = "--gamma",
      paramLabel = "X",
      description = "The exponential schedule's factor an epoch.")
  void gamma(String value) {
    put("gamma", value);
  }

  @Option(
      names = "--normalize",
      paramLabel = "NAME",
      description = "none, channel, or image-average.")
  void normalize(String value) {
    put("normalize", value);
  }

  @Option(names = "--augment", paramLabel = "LIST", description = "none, crop, flip, or crop,flip.")
  void augment(String value) {
    put("augment", value);
  }

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Rate of the dropout before the last layer.")
  void dropout(String value) {
    put("dropout", value);
  }

  @Option(
      names = "--batch-norm",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Batch normalisation after each convolution.")
  void batchNorm(String value) {
    put("batch_norm", value);
  }

  @Option(names = "--init", paramLabel = "NAME", description = "pytorch, he or xavier.")
  void init(String value) {
    put("init", value);
  }

  @Option(names = "--precision", paramLabel = "NAME", description = "auto, f32 or bf16.")
  void precision(String value) {
    put("precision", value);
  }

  @Option(names = "--engine", paramLabel = "NAME", description = "auto, onednn or reference.")
  void engine(String value) {
    put("engine", value);
  }

  @Option(names = "--seed", paramLabel = "N", description = "What all random numbers depend on.")
  void seed(String value) {
    put("seed", value);
  }

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute.")
  void threads(String value) {
    put("threads", value);
  }

  @Option(names = "--limit-train", paramLabel = "N", description = "Use N training images only.")
  void limitTrain(String value) {
    put("limit_train", value);
  }

  @Option(names = "--limit-test", paramLabel = "N", description = "Use N test images only.")
  void limitTest(String value) {
    put("limit_test", value);
  }

  @Option(names = "--max-time", paramLabel = "TIME", description = "Stop after 90s, 10m or 2h.")
  void maxTime(String value) {
    put("max_time", value);
  }

  /** The keys that were given, with their values as texts. */
  Map<String, String> overrides() {
    return overrides;
  }

  private void put(String key, String value) {
    if (value != null) {
      overrides.put(key, value);
    }
  }
}
