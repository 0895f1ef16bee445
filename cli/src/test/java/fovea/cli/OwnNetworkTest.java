package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of the user's own, from a file through all that can be done with a network. */
class OwnNetworkTest {

  private static final String SMALL =
      """
      network:
        - conv 4 5x5 same
        - relu
        - maxpool 4
        - residual:
            - conv 4 3x3 same
            - relu
        - flatten
        - linear classes
      """;

  @TempDir private Path folder;
  private Caller fovea;
  private Path file;

  @BeforeEach
  void prepare() throws IOException {
    fovea = new Caller(folder.resolve("cache"));
    file = Files.writeString(folder.resolve("small.yaml"), SMALL);
  }

  private Object[] quick(Object... more) {
    List<Object> words =
        new java.util.ArrayList<>(
            List.of(
                "train",
                "baseline",
                "--dataset",
                "cifar10-mini",
                "--limit-train",
                128,
                "--limit-test",
                100,
                "--epochs",
                1));
    words.addAll(List.of(more));
    return words.toArray();
  }

  @Test
  void aNetworkOfTheZooIsPrintedChangedAndUsed() throws IOException {
    String text =
        String.join("\n", fovea.call("summary", "cifarnet", "--text").succeeded().results());
    assertThat(text).contains("name: cifarnet", "input: 3x32x32", "- maxpool 2 ceil");
    Path mine = Files.writeString(folder.resolve("mine.yaml"), text);
    JsonNode same = fovea.call("summary", mine, "--json").succeeded().json().get(0);
    JsonNode zoo = fovea.call("summary", "cifarnet", "--json").succeeded().json().get(0);
    assertThat(same).isEqualTo(zoo);

    Files.writeString(mine, text.replace("linear 1000", "linear 500").replace("cifarnet", "mine"));
    JsonNode changed = fovea.call("summary", mine, "--json").succeeded().json().get(0);
    assertThat(changed.path("model").asText()).isEqualTo("mine");
    assertThat(changed.path("parameters").asLong()).isEqualTo(673_670);
    assertThat(fovea.call("receptive-field", mine, "--out", folder, "--json").succeeded().json())
        .hasSize(1);
    assertThat(fovea.call("bench", mine, "--batch", 4, "--steps", 1, "--json").succeeded().json())
        .first()
        .satisfies(line -> assertThat(line.path("model").asText()).isEqualTo("mine"));
  }

  @Test
  void aRunKeepsItsNetworkAndNeedsNoFileAfterwards() throws IOException {
    Path run = folder.resolve("run");
    fovea.call(quick("--model", file, "--out", run)).succeeded();
    Files.delete(file);

    assertThat(Files.readString(run.resolve("network.yaml")))
        .contains("name: small", "- residual:", "- linear 10");
    assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("- linear classes");
    fovea.call("evaluate", run, "--json").succeeded();
    fovea.call("evaluate", run, "--modes", "--json").succeeded();
    fovea.call("train", "--resume", run, "--epochs", 2).succeeded();
    assertThat(fovea.call("summary", run, "--json").succeeded().json().get(0).path("model"))
        .hasToString("\"small\"");
    fovea
        .call("receptive-field", run, "--layer", "conv1", "--images", 4, "--out", folder)
        .succeeded();
    fovea.call("explain", run, "--out", folder.resolve("page")).succeeded();
  }

  @Test
  void anInterruptedRunOfAnOwnNetworkEndsInTheSameBits() throws IOException {
    Path whole = folder.resolve("whole");
    Path resumed = folder.resolve("resumed");
    fovea.call(quick("--model", file, "--out", whole)).succeeded();
    fovea.call("train", "--resume", whole, "--epochs", 3).succeeded();
    fovea.call(quick("--model", file, "--out", resumed)).succeeded();
    fovea.call("train", "--resume", resumed, "--epochs", 2).succeeded();
    fovea.call("train", "--resume", resumed, "--epochs", 3).succeeded();
    assertThat(resumed.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
  }

  @Test
  void aRecipeHoldsItsNetwork() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            "dataset: cifar10-mini\nmodel: small\nepochs: 1\nlimit_train: 64\n" + SMALL);
    Path run = folder.resolve("run");
    List<JsonNode> events = fovea.call("train", recipe, "--out", run, "--json").succeeded().json();
    assertThat(events.get(0).path("model").asText()).isEqualTo("small");
    // A name of the zoo takes the place of the recipe's own network.
    assertThat(
            fovea
                .call("train", recipe, "--model", "lenet5", "--json", "--out", folder.resolve("z"))
                .succeeded()
                .json()
                .get(0)
                .path("model")
                .asText())
        .isEqualTo("lenet5");
    assertThat(
            fovea
                .call("train", recipe, "--network", "flatten, linear 10", "--dry-run")
                .succeeded()
                .results())
        .isNotEmpty();
  }

  @Test
  void aFileIsFoundBesideTheRecipeThatNamesIt() throws IOException {
    Files.createDirectories(folder.resolve("lab"));
    Files.writeString(folder.resolve("lab/beside.yaml"), SMALL);
    Path recipe =
        Files.writeString(
            folder.resolve("lab/recipe.yaml"), "dataset: cifar10-mini\nmodel: beside.yaml\n");
    fovea.call("train", recipe, "--dry-run").succeeded();
  }

  @Test
  void laddersAndSweepsChangeTheNetwork() throws IOException {
    Files.writeString(
        folder.resolve("thin.yaml"), "- conv 2 5x5 stride 4\n- flatten\n- linear 10\n");
    Path ladder =
        Files.writeString(
            folder.resolve("ladder.yaml"),
            """
            base: baseline
            steps:
              - {name: zoo, model: lenet5}
              - {name: file, model: thin.yaml}
              - name: own
                network: [conv 3 5x5 stride 4, relu, flatten, linear classes]
              - {name: back, model: lenet5}
            """);
    Path out = folder.resolve("out");
    Object[] small = {
      "--dataset", "cifar10-mini", "--limit-train", 64, "--limit-test", 50, "--epochs", 1
    };
    List<Object> words = new java.util.ArrayList<>(List.of("lab", "run", ladder, "--seeds", 1));
    words.addAll(List.of("--out", out));
    words.addAll(List.of(small));
    fovea.call(words.toArray()).succeeded();
    assertThat(Files.readString(out.resolve("1-file/seed-0/network.yaml"))).contains("conv 2 5x5");
    assertThat(Files.readString(out.resolve("2-own/seed-0/network.yaml"))).contains("conv 3 5x5");
    assertThat(Files.readString(out.resolve("3-back/seed-0/network.yaml")))
        .contains("name: lenet5");

    List<Object> sweep =
        new java.util.ArrayList<>(
            List.of("lab", "sweep", "--model", "lenet5," + folder.resolve("thin.yaml")));
    sweep.addAll(List.of("--seeds", 1, "--out", folder.resolve("sweep")));
    sweep.addAll(List.of(small));
    fovea.call(sweep.toArray()).succeeded();
    assertThat(
            fovea
                .call(
                    "lab",
                    "compare",
                    out.resolve("0-zoo"),
                    out.resolve("1-file"),
                    "--out",
                    folder.resolve("compared"))
                .succeeded()
                .results())
        .isNotEmpty();
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnyDataIsRead() throws IOException {
    Path bad = folder.resolve("bad.yaml");
    Files.writeString(bad, SMALL.replace("maxpool", "maxpol"));
    assertThat(fovea.call("train", "--dataset", "cifar10", "--model", bad).failure(Fovea.USAGE))
        .contains("bad.yaml, line 4", "maxpol", "did you mean", "maxpool");
    Files.writeString(bad, SMALL.replace("conv 4 3x3 same", "conv 5 3x3 same"));
    assertThat(fovea.call("train", "--dataset", "cifar10", "--model", bad).failure(Fovea.USAGE))
        .contains("bad.yaml, line 5", "4x8x8", "5x8x8");
    Files.writeString(bad, SMALL.replace("linear classes", "linear 7"));
    assertThat(fovea.call("train", "--dataset", "cifar10", "--model", bad).failure(Fovea.USAGE))
        .contains("line 9", "7 numbers for 10 classes", "linear 10");
    assertThat(folder.resolve("cache")).doesNotExist();
    Files.writeString(bad, SMALL.replace("  - flatten\n", ""));
    for (String command : List.of("summary", "bench", "receptive-field")) {
      assertThat(fovea.call(command, bad).failure(Fovea.USAGE))
          .contains("bad.yaml, line 8", "4x8x8", "write 'flatten' before it");
    }
  }

  @Test
  void optionsOfTheZooAreOfTheZoo() {
    assertThat(fovea.call(quick("--model", file, "--dropout", 0.5)).failure(Fovea.USAGE))
        .contains("dropout is an option of the zoo's networks", "small is given as text");
    assertThat(fovea.call("summary", file, "--batch-norm").failure(Fovea.USAGE))
        .contains("options of the zoo's networks", "small");
    // What the default recipe asks of the zoo's networks is left aside, and said.
    assertThat(
            fovea
                .call("train", "--dataset", "cifar10-mini", "--model", file, "--dry-run")
                .succeeded()
                .results())
        .isNotEmpty();
  }
}
