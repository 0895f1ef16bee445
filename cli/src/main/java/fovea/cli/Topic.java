package fovea.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a recipe's keys are about: the order and the headings of their options in a help text. */
enum Topic {
  DATA(
      "dataset image_size resize balance skip_damaged ignore_exif stream holdout limit_train"
          + " limit_test"),
  NETWORK("model network batch_norm batch_norm_place dropout channel_dropout init freeze"),
  TRAINING(
      "epochs max_time patience batch_size accumulate label_smoothing ema lookahead activations"),
  OPTIMIZER(
      "optimizer momentum nesterov weight_decay decoupled decay_biases clip_norm rest_lr keep_norm"
          + " body_lr shift_lr beta1 beta2 alpha epsilon"),
  LEARNING_RATE("lr schedule schedule_per warmup min_lr gamma period milestones rise start_lr"),
  IMAGES(
      "augment progressive_resizing tta normalize mean deviation whitening_epsilon"
          + " whitening_sample"),
  COMPUTATION("seed threads engine precision exchange sync_batch_norm");

  private final String keys;

  Topic(String keys) {
    this.keys = keys;
  }

  /** The keys, those first that are changed most. */
  List<String> keys() {
    return Arrays.asList(keys.split(" "));
  }

  /** The key of its heading in the bundle of help texts. */
  String heading() {
    return "topic." + name().toLowerCase(Locale.ROOT);
  }
}
