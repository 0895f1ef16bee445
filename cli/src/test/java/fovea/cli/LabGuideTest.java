package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.CounterBasedRandom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the guide through the lab: each runs, in a quick form. */
@Tag("long")
class LabGuideTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final String FOVEA = "./fovea ";
  private static final int QUESTIONS = 34;
  private static final String PHOTOGRAPH = "street.jpg";

  /** What makes a command quick, and keeps it in the test's folder. */
  private static final Map<String, String> TRAINING =
      Map.of(
          "--epochs", "1",
          "--max-time", "20s",
          "--limit-train", "16",
          "--limit-test", "10",
          "--model", "lenet5");

  private static final Map<String, Map<String, String>> QUICK =
      Map.of(
          "train", with(TRAINING, "--batch-size", "8"),
          "lab run", with(TRAINING, "--seeds", "1"),
          "lab sweep", TRAINING,
          "lr-find", with(TRAINING, "--steps", "20", "--out", "lr-find"),
          "baseline bow", Map.of("--words", "5", "--sample", "50", "--patch-size", "8"),
          "baseline kmeans", Map.of("--centroids", "5", "--sample", "50"),
          "receptive-field", Map.of("--images", "2"));

  /** Commands that take a data set by a flag. */
  private static final Set<String> WITH_DATA =
      Set.of("train", "lab run", "lab sweep", "lr-find", "baseline bow", "baseline kmeans");

  @TempDir private Path folder;

  private static Map<String, String> with(Map<String, String> flags, String... more) {
    Map<String, String> all = new TreeMap<>(flags);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static List<String> commands(String page) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(DOCS.resolve(page))) {
      if (line.startsWith("```")) {
        code = !code;
      } else if (code) {
        assertThat(line).startsWith(FOVEA);
        commands.add(line.substring(FOVEA.length()));
      }
    }
    return commands;
  }

  private static List<Integer> questions(String page) throws IOException {
    Pattern heading = Pattern.compile("### (\\d+)\\. .+");
    return Files.readAllLines(DOCS.resolve(page)).stream()
        .map(heading::matcher)
        .filter(Matcher::matches)
        .map(match -> Integer.valueOf(match.group(1)))
        .toList();
  }

  @Test
  void bothPagesGoThroughAllQuestionsWithTheSameCommands() throws IOException {
    List<Integer> all = IntStream.rangeClosed(1, QUESTIONS).boxed().toList();

    assertThat(questions("lab.md")).isEqualTo(all);
    assertThat(questions("lab.fr.md")).isEqualTo(all);
    assertThat(commands("lab.fr.md").stream().map(each -> each.replace(" --lang fr", "")))
        .containsExactlyElementsOf(commands("lab.md"));
  }

  @Test
  void everyCommandRuns() throws IOException {
    Path images = images();
    draw(64, 0, folder.resolve(PHOTOGRAPH));
    Caller caller = new Caller(folder.resolve("cache"));
    for (String command : inOrder(commands("lab.fr.md"))) {
      List<String> words = quick(command, images);
      Answer answer = caller.call(words.toArray());
      assertThat(answer.status()).as("%s (%s): %s", command, words, answer.messages()).isZero();
      assertThat(answer.results()).as(command).isNotEmpty();
    }
  }

  /** Without repetition, trainings first: what early questions look at, a later one trains. */
  private static List<String> inOrder(List<String> commands) {
    return commands.stream()
        .distinct()
        .sorted(Comparator.comparing(command -> !command.startsWith("train ")))
        .toList();
  }

  private List<String> quick(String command, Path images) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    String name =
        List.of("lab", "baseline").contains(words.get(0))
            ? words.get(0) + " " + words.get(1)
            : words.get(0);
    QUICK
        .getOrDefault(name, Map.of())
        .forEach(
            (flag, value) -> {
              // A sweep's own values are what it is about.
              if (!name.equals("lab sweep") || flag.equals("--epochs") || !words.contains(flag)) {
                set(words, flag, value);
              }
            });
    if (words.contains("schedules")) {
      set(words, "--epochs", "4"); // one of them warms up for three epochs
    }
    if (WITH_DATA.contains(name)) {
      set(words, "--dataset", images.toString());
    }
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean written = i > 0 && words.get(i - 1).equals("--out");
      if (word.startsWith("runs/") || word.equals(PHOTOGRAPH) || written) {
        words.set(i, folder.resolve(word).toString());
      } else if (Set.of("cifar10", "mnist").contains(word)) {
        words.set(i, images.toString());
      }
    }
    return words;
  }

  private static void set(List<String> words, String flag, String value) {
    int place = words.indexOf(flag);
    if (place >= 0) {
      words.set(place + 1, value);
    } else {
      words.addAll(List.of(flag, value));
    }
  }

  /** Small images of two classes: what is fitted to all their pixels is fitted fast. */
  private Path images() throws IOException {
    for (int label = 0; label < 2; label++) {
      Path images = Files.createDirectories(folder.resolve("images").resolve("class-" + label));
      for (int number = 0; number < 20; number++) {
        draw(16, CounterBasedRandom.subkey(label, number), images.resolve(number + ".png"));
      }
    }
    return folder.resolve("images");
  }

  /** A square of noise. */
  private static void draw(int side, long key, Path file) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < side * side; pixel++) {
      int noise = (int) CounterBasedRandom.bits(key, pixel) & 0xffffff;
      image.setRGB(pixel % side, pixel / side, noise);
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
