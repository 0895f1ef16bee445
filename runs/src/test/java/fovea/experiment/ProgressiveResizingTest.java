package fovea.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Run;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Outcome;
import fovea.train.Progress;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Epochs with smaller images, each stage with a model of its own. */
class ProgressiveResizingTest {

  private static final String RECIPE =
      """
      dataset: cifar10-mini
      model: small
      network:
        - conv 6 3x3 same
        - batchnorm
        - relu
        - conv 8 3x3 stride 2
        - relu
        - global avgpool
        - flatten
        - linear classes
      epochs: 4
      batch_size: 16
      lr: 0.05
      momentum: 0.9
      schedule: cosine
      augment: [reflect-crop:2, flip]
      limit_train: 48
      limit_test: 20
      progressive_resizing: %s
      """;

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();
  private final StopRequest stop = new StopRequest();

  private static Recipe recipe(String resizing) {
    return RecipeReader.parse("", RECIPE.formatted(resizing));
  }

  private Training training(StopRequest stop, Listener listener) {
    return new Training(
        new DataCatalog(folder, TransferListener.none()),
        stop,
        List.of(listener),
        event -> {},
        "test",
        "en");
  }

  private Run train(Recipe recipe, String name) throws IOException {
    return training(new StopRequest(), new Listener() {})
        .train(recipe, Optional.of(folder.resolve(name)))
        .run();
  }

  /** Requests a stop after a step. */
  private Listener stopAt(long step) {
    return new Listener() {
      @Override
      public void onStep(Progress progress) {
        if (progress.step() == step) {
          stop.request();
        }
      }
    };
  }

  /** An epoch has three steps: within a stage, at the end of one, in the first step of one. */
  @ParameterizedTest
  @CsvSource({
    "2, ema, 0.9",
    "3, lookahead, 0.7",
    "6, accumulate, 2",
    "7, activations, true",
    "8, optimizer, adam",
    "10, max_time, 1h"
  })
  void aRunThatIsResumedInAnyStageEndsWithTheSameBits(long step, String key, String value)
      throws IOException {
    Recipe recipe = RecipeReader.change(recipe("[2 at 20, 1 at 24x28]"), key, value);
    Run whole = train(recipe, "whole");

    Training.Result stopped =
        training(stop, stopAt(step)).train(recipe, Optional.of(folder.resolve("resumed")));
    assertThat(stopped.outcome()).isEqualTo(Outcome.INTERRUPTED);
    Run resumed =
        training(new StopRequest(), new Listener() {}).resume(stopped.run(), recipe).run();

    assertThat(Files.readAllBytes(resumed.last())).isEqualTo(Files.readAllBytes(whole.last()));
    assertThat(losses(resumed)).isEqualTo(losses(whole)).hasSize(4);
  }

  private static List<Double> losses(Run run) throws IOException {
    return History.of(run).epochs().stream().map(History.Epoch::testLoss).toList();
  }

  /** Images that get the size that they have are those of a training without resizing. */
  @Test
  void aStageOfFullSizeChangesNothing() throws IOException {
    Run plain = train(recipe("[]"), "plain");
    Run staged = train(recipe("[1 at 32, 2 at 32x32]"), "staged");
    assertThat(losses(staged)).isEqualTo(losses(plain));
  }

  @Test
  void smallerImagesGiveOtherLosses() throws IOException {
    Run plain = train(recipe("[]"), "plain");
    Run staged = train(recipe("[1 at 16]"), "staged");
    assertThat(losses(staged).get(0)).isNotEqualTo(losses(plain).get(0));
  }

  @Test
  void listenersHearOfOneTraining() throws IOException {
    Listener listener =
        new Listener() {
          @Override
          public void onStart(Progress progress) {
            heard.add("start of " + progress.epochs());
          }

          @Override
          public void onEpoch(EpochResult result, Progress progress) {
            heard.add("epoch " + result.epoch());
          }

          @Override
          public void onEnd(Outcome outcome, Progress progress) {
            heard.add("end");
          }
        };
    training(stop, listener)
        .train(recipe("[1 at 16, 2 at 24]"), Optional.of(folder.resolve("heard")));
    assertThat(heard)
        .containsExactly("start of 4", "epoch 1", "epoch 2", "epoch 3", "epoch 4", "end");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[4 at 16] | epochs is 4: progressive_resizing takes 4; leave at least one for images of"
            + " full size",
        "[1 at 0] | progressive_resizing is '[\"1 at 0\"]': it must be none, or epochs and sizes"
            + " such as '4 at 24, 2 at 28'",
        "[1 at 64] | progressive_resizing to 64x64: images have 32x32, and can only get smaller",
        "[1 at 2] | progressive_resizing to 2x2: layer conv2: Conv2d does not fit its input 6x2x2"
      })
  void whatCannotBeIsRefused(String resizing, String message) {
    assertThatThrownBy(() -> train(recipe(resizing), "refused"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"patience, 2, patience", "schedule, plateau, schedule plateau"})
  void whatComparesEpochsIsRefused(String key, String value, String named) {
    assertThatThrownBy(() -> RecipeReader.change(recipe("[1 at 16]"), key, value))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("progressive_resizing: %s compares", named);
  }

  @Test
  void aNetworkWhoseWeightsDependOnTheSizeIsRefused() {
    Recipe recipe =
        RecipeReader.parse(
            "", "dataset: cifar10-mini\nmodel: lenet5\nprogressive_resizing: 1 at 24\n");
    assertThatThrownBy(() -> train(recipe, "refused"))
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            "progressive_resizing to 24x24: fc3.weight would be [120, 256] instead of [120, 576]:"
                + " let a global pooling come before the first linear layer");
  }
}
