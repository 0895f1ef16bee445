package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The facts of the last page: the runs, what they were trained on, with what, and where. */
final class Provenance {

  static final String RUNS = "provenance-runs";
  static final String MACHINE = "provenance-machine";

  private static final int CHECKSUM = 16;

  /** A run of a ladder is in a folder of its step, and that in the ladder's. */
  private static final Pattern OF_LADDER = Pattern.compile("(.+/)\\d+-[^/]*/seed-\\d+");

  private final Texts texts;

  Provenance(Texts texts) {
    this.texts = texts;
  }

  /**
   * The runs whose numbers are in the report; those of a ladder in one row.
   *
   * @param told all other facts of the report
   */
  List<Fact> facts(Collection<? extends Fact> told, Path runs) {
    Set<String> folders = new TreeSet<>();
    told.forEach(fact -> folders.addAll(fact.runs()));
    Map<List<String>, Set<Long>> rows = new TreeMap<>(Provenance::inOrder);
    Set<String> machines = new LinkedHashSet<>();
    for (String folder : folders) {
      try {
        Run run = Run.open(runs.resolve(folder));
        if (run.hasInfo()) {
          add(rows, machines, folder, run.recipe(), run.info());
        }
      } catch (IOException | IllegalArgumentException e) {
        rows.put(List.of(folder, "", "", "", texts.text("unreadable")), Set.of());
      }
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (key, seeds) ->
            cells.add(
                List.of(
                    key.get(0),
                    seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                    key.get(1),
                    key.get(2),
                    key.get(3),
                    key.get(4))));
    return List.of(
        new Fact.Table(
            RUNS,
            List.copyOf(folders),
            texts.text("provenance.caption"),
            texts.list("provenance.columns"),
            cells),
        new Fact.Statement(MACHINE, List.copyOf(folders), String.join("\n\n", machines)));
  }

  private void add(
      Map<List<String>, Set<Long>> rows,
      Set<String> machines,
      String folder,
      Recipe recipe,
      RunInfo info) {
    List<String> key =
        List.of(
            family(folder, recipe.seed()),
            recipe.dataset(),
            texts.number(info.trainImages()),
            texts.number(recipe.epochs()),
            info.trainChecksum().substring(0, Math.min(CHECKSUM, info.trainChecksum().length())));
    rows.computeIfAbsent(key, none -> new TreeSet<>()).add(recipe.seed());
    machines.add(
        texts.text(
            "provenance.machine",
            info.fovea(),
            info.engine(),
            info.precision(),
            info.java(),
            info.system(),
            info.processor(),
            info.threads()));
  }

  /** The ladder that a run is of, or else its own folder without the seed. */
  private static String family(String folder, long seed) {
    Matcher ladder = OF_LADDER.matcher(folder);
    return ladder.matches() ? ladder.group(1) : folder.replaceFirst("(?:/seed)?-" + seed + "$", "");
  }

  private static int inOrder(List<String> a, List<String> b) {
    return String.join("\0", a).compareTo(String.join("\0", b));
  }
}
