package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Suggestion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guesses of what was meant. */
class SuggestionTest {

  private static final List<String> KEYS = List.of("lr", "epochs", "batch_size", "batch_norm");

  @ParameterizedTest
  @CsvSource({
    "epoch, epochs",
    "epcohs, epochs",
    "Epochs, epochs",
    "batchsize, batch_size",
    "batch-norm, batch_norm",
    "batch_sise, batch_size",
    "lt, lr",
    "l, lr"
  })
  void aSlipIsUnderstood(String typed, String meant) {
    assertThat(Suggestion.among(typed, KEYS)).isEqualTo(": did you mean '%s'?", meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "xy", "momentum", "''"})
  void anythingElseGetsTheChoice(String typed) {
    assertThat(Suggestion.among(typed, KEYS))
        .isEqualTo(": choose from batch_norm, batch_size, epochs, lr");
  }
}
