package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.recipe.NetworkFile;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What programs read is the same in every locale of a program that uses Fovea, even where digits
 * and capital letters are others.
 */
class LocaleTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"ar-EG-u-nu-arab", "th-TH-u-nu-thai", "tr-TR", "fr-FR", "hi-IN-u-nu-deva"})
  void whatProgramsReadIsTheSame(String tag) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      String expected = report();
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(report()).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Names of parameters, their initial values, a network and a recipe as text, and results. */
  private String report() {
    StringBuilder text = new StringBuilder();
    for (String name : Zoo.names()) {
      Network network = Zoo.network(name, Zoo.Options.classes(10));
      text.append(NetworkFile.of(network, Zoo.input(name))).append('\n');
    }
    Network network = Zoo.network("resnet20", Zoo.Options.classes(10));
    try (Model model =
        new ReferenceEngine().compile(network, Shape.image(3, 8, 8), 2, Precision.F32)) {
      model.initialize(Initialization.named("he"), 7);
      for (Variable variable : model.variables()) {
        text.append(variable.parameter().name()).append(' ');
        text.append(Arrays.hashCode(variable.read(variable.values()))).append('\n');
      }
    }
    Recipe recipe = RecipeReader.parse("", "lr: 1e-5\naugment: [rotate:12.5]\nmilestones: [3, 14]");
    text.append(RecipeReader.write(recipe));
    text.append(call("summary", "lenet5", "--csv"));
    text.append(call("arithmetic", "--input", "32x32x3", "--kernel", "3", "--json"));
    text.append(call("train", "--optimizer", "ADAM"));
    return text.toString();
  }

  private Answer call(Object... words) {
    return new Caller(folder, Map.of()).call(words);
  }

  @Test
  void figuresForMachinesHaveLatinDigits() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
        stream.print(
            call("bench", "lenet5", "--steps", "1", "--batch", "2", "--engine", "reference"));
      }
      assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContainPattern("[\\u0660-\\u0669]");
    } finally {
      Locale.setDefault(before);
    }
  }
}
