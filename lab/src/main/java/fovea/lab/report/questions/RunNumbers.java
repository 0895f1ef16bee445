package fovea.lab.report.questions;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.lab.ladder.Group;
import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import fovea.lab.words.Texts;
import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The numbers of runs that sentences quote, after the last epoch and as the tables have them. */
final class RunNumbers {

  private static final String DIFFERENCE = "test-accuracy";

  private static final Map<String, BiFunction<SeedGroup, Wording, String>> VALUES = values();

  private final Path folder;
  private final Wording words;

  /**
   * @param folder the folder of all runs
   * @param texts the bundle {@code report.questions.facts}
   */
  RunNumbers(Path folder, Texts texts) {
    this.folder = folder.toAbsolutePath().normalize();
    words = new Wording(texts);
  }

  private static Map<String, BiFunction<SeedGroup, Wording, String>> values() {
    Map<String, BiFunction<SeedGroup, Wording, String>> all = new LinkedHashMap<>();
    all.put(DIFFERENCE, (runs, words) -> words.percent(runs.group().testAccuracy()));
    all.put(
        "train-accuracy",
        (runs, words) -> words.percent(runs.group().last(History.Epoch::trainEvaluatedAccuracy)));
    all.put("gap", (runs, words) -> words.points(runs.group().gap().mean()));
    all.put(
        "test-loss",
        (runs, words) -> words.number(runs.group().last(History.Epoch::testLoss).mean(), 3));
    all.put(
        "train-loss",
        (runs, words) ->
            words.number(runs.group().last(History.Epoch::trainEvaluatedLoss).mean(), 3));
    all.put("first-loss", (runs, words) -> words.number(firstLoss(runs), 3));
    all.put("spread", (runs, words) -> words.number(100 * runs.group().lateSpread().mean(), 2));
    all.put("seconds", (runs, words) -> words.number(runs.group().secondsPerEpoch().mean(), 1));
    all.put(
        "epochs",
        (runs, words) -> words.number(runs.group().last(History.Epoch::number).mean(), 0));
    all.put("seeds", (runs, words) -> words.count(runs.group().runs().size()));
    all.put("parameters", (runs, words) -> words.count(runs.first().info().parameters()));
    all.put("train-images", (runs, words) -> words.count(runs.first().info().trainImages()));
    return all;
  }

  private static double firstLoss(SeedGroup runs) {
    return runs.group().runs().stream()
        .flatMapToDouble(run -> run.firstLoss().stream())
        .average()
        .orElse(Double.NaN);
  }

  /**
   * A number, and the runs that it comes from.
   *
   * @throws IOException if there is none
   */
  Fact.Statement of(RunNumber wanted) throws IOException {
    SeedGroup runs = group(wanted.run());
    List<String> folders = new ArrayList<>(runs.folders());
    String text;
    if (wanted.minus().isPresent()) {
      if (!wanted.value().equals(DIFFERENCE)) {
        throw problem("number.minus", wanted.minus().get());
      }
      SeedGroup other = group(wanted.minus().get());
      folders.addAll(other.folders());
      Group group = runs.group();
      if (group.differenceTo(other.group()).count() == 0) {
        throw problem("number.noseeds", wanted.run(), wanted.minus().get());
      }
      text = words.pointsInSentence(group.differenceTo(other.group()));
    } else if (VALUES.containsKey(wanted.value())) {
      text = VALUES.get(wanted.value()).apply(runs, words);
    } else {
      text = setting(runs, wanted.value());
    }
    return new Fact.Statement("", folders, text);
  }

  private String setting(SeedGroup runs, String name) throws IOException {
    JsonNode value = runs.first().settings().get(name.replace('-', '_'));
    if (value == null) {
      throw problem("number.unknown", name, String.join(", ", VALUES.keySet()));
    }
    if (value.isNumber()) {
      return words.texts().brief(value.asDouble());
    }
    List<String> items = new ArrayList<>();
    value.forEach(item -> items.add(item.asText()));
    return value.isArray() ? String.join(", ", items) : value.asText();
  }

  /** The run of a folder, or those of several seeds in it. */
  private SeedGroup group(String name) throws IOException {
    Path place = place(name);
    List<FoundRun> runs = new ArrayList<>();
    for (Path each : Files.exists(place.resolve("recipe.yaml")) ? List.of(place) : inside(place)) {
      String relative = folder.relativize(each).toString().replace('\\', '/');
      runs.add(FoundRun.of(relative, Run.open(each)));
    }
    if (runs.isEmpty()) {
      throw problem("number.norun", name);
    }
    Set<Map<String, JsonNode>> kinds = new HashSet<>();
    for (FoundRun run : runs) {
      Map<String, JsonNode> settings = new HashMap<>(run.settings());
      settings.keySet().removeAll(FoundRuns.NO_DIFFERENCE);
      kinds.add(settings);
    }
    if (kinds.size() > 1) {
      throw problem("number.mixed", name);
    }
    SeedGroup group = SeedGroup.of(runs);
    if (!group.hasResult()) {
      throw problem("number.noresult", name);
    }
    return group;
  }

  private Path place(String name) throws IOException {
    Optional<Path> place;
    try {
      place = Optional.of(folder.resolve(name).normalize());
    } catch (InvalidPathException e) { // as other systems have them
      place = Optional.empty();
    }
    if (place.filter(each -> each.startsWith(folder)).isEmpty()) {
      throw problem("number.outside", name);
    }
    return place.get();
  }

  private static List<Path> inside(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(place)) {
      return folders.filter(each -> Files.exists(each.resolve("recipe.yaml"))).sorted().toList();
    }
  }

  private IOException problem(String key, Object... arguments) {
    return new IOException(words.texts().text(key, arguments));
  }
}
