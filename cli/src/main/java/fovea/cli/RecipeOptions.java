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

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, adam, adamw, rmsprop, adagrad or lion.")
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

  @Option(
      names = "--decoupled",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Decay weights, not gradients.")
  void decoupled(String value) {
    put("decoupled", value);
  }

  @Option(
      names = "--decay-biases",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Decay biases and normalisations too.")
  void decayBiases(String value) {
    put("decay_biases", value);
  }

  @Option(
      names = "--beta1",
      paramLabel = "X",
      description = "Share of the mean gradient kept (adam, adamw, lion).")
  void beta1(String value) {
    put("beta1", value);
  }

  @Option(
      names = "--beta2",
      paramLabel = "X",
      description = "Share of the mean square kept (adam, adamw).")
  void beta2(String value) {
    put("beta2", value);
  }

  @Option(
      names = "--alpha",
      paramLabel = "X",
      description = "Share of the mean square kept (rmsprop).")
  void alpha(String value) {
    put("alpha", value);
  }

  @Option(
      names = "--epsilon",
      paramLabel = "X",
      description = "Keeps divisors above 0 (adam, rmsprop, adagrad).")
  void epsilon(String value) {
    put("epsilon", value);
  }

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Scale gradients above this norm down to it.")
  void clipNorm(String value) {
    put("clip_norm", value);
  }

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches whose gradients make one step.")
  void accumulate(String value) {
    put("accumulate", value);
  }

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "constant, exponential, step, multi-step, linear, cosine, cosine-restarts, one-cycle or"
              + " triangular.")
  void schedule(String value) {
    put("schedule", value);
  }

  @Option(
      names = "--gamma",
      paramLabel = "X",
      description = "Factor of exponential an epoch, of step and multi-step a drop.")
  void gamma(String value) {
    put("gamma", value);
  }

  @Option(
      names = "--period",
      paramLabel = "X",
      description = "Epochs of a period (step, cosine-restarts, triangular).")
  void period(String value) {
    put("period", value);
  }

  @Option(
      names = "--milestones",
      paramLabel = "LIST",
      description = "Epochs of the drops of multi-step.")
  void milestones(String value) {
    put("milestones", value);
  }

  @Option(
      names = "--min-lr",
      paramLabel = "X",
      description = "Lowest rate of the schedules that fall to one.")
  void minLr(String value) {
    put("min_lr", value);
  }

  @Option(
      names = "--rise",
      paramLabel = "X",
      description = "Share of the training in which one-cycle rises.")
  void rise(String value) {
    put("rise", value);
  }

  @Option(
      names = "--warmup",
      paramLabel = "X",
      description = "Epochs in which the rate first rises.")
  void warmup(String value) {
    put("warmup", value);
  }

  @Option(
      names = "--schedule-per",
      paramLabel = "NAME",
      description = "epoch, step or auto: when the rate changes.")
  void schedulePer(String value) {
    put("schedule_per", value);
  }

  @Option(
      names = "--normalize",
      paramLabel = "NAME",
      description = "none, channel, or image-average.")
  void normalize(String value) {
    put("normalize", value);
  }

  @Option(
      names = "--augment",
      paramLabel = "LIST",
      description =
          "none, or some of crop[:size], pad-crop[:padding], flip, cutout[:size], mixup[:alpha],"
              + " cutmix[:alpha].")
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

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "Share of a label spread over all classes.")
  void labelSmoothing(String value) {
    put("label_smoothing", value);
  }

  @Option(
      names = "--ema",
      paramLabel = "X",
      description = "Evaluate a moving average of weights that keeps this share.")
  void ema(String value) {
    put("ema", value);
  }

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without a higher test accuracy.")
  void patience(String value) {
    put("patience", value);
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

  @Option(
      names = "--holdout",
      paramLabel = "N",
      description = "Test on the last N training images instead.")
  void holdout(String value) {
    put("holdout", value);
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
