package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.report.questions.ClassTable;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea lab table} command: what each student of a class has done. */
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what each of several students has trained, a row for each folder.",
      "Columns 0 to 5 have the test accuracies, in per cent, of the steps of the ladder",
      "'sheet'; runs are found by their recipes, whatever their folders are called."
    },
    footer = {
      "",
      "Examples:",
      "  fovea lab table students/*/runs",
      "  fovea lab table students/*/runs --csv > class.csv"
    })
final class LabTableCommand implements Callable<Integer> {

  private static final String NONE = "-";

  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUNS",
      descriptionKey = "runs",
      description = "Folders, each with the runs of one student.")
  private List<Path> folders;

  @Option(names = "--csv", description = "Print comma-separated values.")
  private boolean csv;

  @Option(names = "--json", description = "Print a JSON object for each folder.")
  private boolean json;

  @Mixin private LanguageOption language;

  LabTableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (csv && json) {
      throw new IllegalArgumentException("--csv and --json are two forms: choose one");
    }
    ClassTable table = ClassTable.of(folders);
    if (json) {
      table.rows().forEach(row -> console.json(json(row)));
    } else if (csv) {
      csv(table);
    } else {
      print(table, language.texts("report.questions.facts"));
    }
    return 0;
  }

  private void print(ClassTable table, Texts texts) {
    List<String> steps = texts.list("steps");
    List<String> header = new ArrayList<>(texts.list("table.columns"));
    header.addAll(3, IntStream.range(0, steps.size()).mapToObj(String::valueOf).toList());
    TextTable lines = new TextTable(Set.of(0, header.size() - 1));
    lines.add(header);
    for (ClassTable.Row row : table.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.student());
      cells.add(texts.number(row.runs()));
      cells.add("%s/%s".formatted(row.done(), row.steps().size()));
      row.steps().forEach(step -> cells.add(step.map(each -> accuracy(each, texts)).orElse(NONE)));
      cells.add(seeds(row));
      cells.add(differences(row));
      lines.add(cells);
    }
    lines.lines().forEach(line -> console.result("%s", line));
    console.message(
        "%s",
        IntStream.range(0, steps.size())
            .mapToObj(step -> step + " " + steps.get(step))
            .collect(Collectors.joining(", ")));
  }

  private static String accuracy(ClassTable.Step step, Texts texts) {
    String mean = texts.number(100 * step.testAccuracy().mean(), 1);
    return step.testAccuracy().count() < 2
        ? mean
        : mean + " ± " + texts.number(100 * step.testAccuracy().deviation(), 1);
  }

  /** The least and the largest number of seeds of a step. */
  private static String seeds(ClassTable.Row row) {
    List<Integer> counts =
        row.steps().stream().flatMap(Optional::stream).map(step -> step.seeds().size()).toList();
    int least = counts.stream().mapToInt(Integer::intValue).min().orElse(0);
    int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
    return least == most ? String.valueOf(most) : least + "-" + most;
  }

  /** What differs in all steps, then what differs in some: {@code epochs: 6; 3 lr: 0.05}. */
  private static String differences(ClassTable.Row row) {
    List<List<String>> all =
        row.steps().stream().flatMap(Optional::stream).map(ClassTable.Step::differences).toList();
    if (all.isEmpty()) {
      return NONE;
    }
    List<String> common =
        all.get(0).stream()
            .filter(change -> all.stream().allMatch(each -> each.contains(change)))
            .toList();
    List<String> parts = new ArrayList<>();
    if (!common.isEmpty()) {
      parts.add(String.join(", ", common));
    }
    for (int step = 0; step < row.steps().size(); step++) {
      List<String> own =
          row.steps().get(step).map(ClassTable.Step::differences).orElse(List.of()).stream()
              .filter(change -> !common.contains(change))
              .toList();
      if (!own.isEmpty()) {
        parts.add(step + " " + String.join(", ", own));
      }
    }
    return parts.isEmpty() ? NONE : String.join("; ", parts);
  }

  private void csv(ClassTable table) {
    int steps = table.rows().get(0).steps().size();
    List<String> header = new ArrayList<>(List.of("student", "runs", "steps_done"));
    for (int step = 0; step < steps; step++) {
      header.add("accuracy_" + step);
      header.add("seeds_" + step);
    }
    header.add("differences");
    console.result("%s", String.join(",", header));
    for (ClassTable.Row row : table.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(quoted(row.student()));
      cells.add(String.valueOf(row.runs()));
      cells.add(String.valueOf(row.done()));
      for (Optional<ClassTable.Step> step : row.steps()) {
        cells.add(step.map(each -> String.valueOf(rounded(each.testAccuracy().mean()))).orElse(""));
        cells.add(step.map(each -> String.valueOf(each.seeds().size())).orElse("0"));
      }
      cells.add(quoted(differences(row)));
      console.result("%s", String.join(",", cells));
    }
  }

  /** A text as a cell that no spreadsheet takes for several, nor for a formula. */
  private static String quoted(String text) {
    String safe = text.matches("(?s)[=+@].*") ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  private static double rounded(double share) {
    return Math.rint(share * 1e4) / 1e4;
  }

  private static ObjectNode json(ClassTable.Row row) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("student", row.student())
            .put("folder", row.folder().toString())
            .put("runs", row.runs())
            .put("steps_done", row.done());
    ArrayNode steps = node.putArray("steps");
    for (int number = 0; number < row.steps().size(); number++) {
      if (row.steps().get(number).isPresent()) {
        ClassTable.Step step = row.steps().get(number).get();
        ObjectNode entry = steps.addObject().put("step", number);
        entry.put("test_accuracy", step.testAccuracy().mean());
        if (step.testAccuracy().count() > 1) {
          entry.put("test_accuracy_deviation", step.testAccuracy().deviation());
        }
        LongStream seeds = step.seeds().stream().mapToLong(Long::longValue);
        ArrayNode list = entry.putArray("seeds");
        seeds.forEach(list::add);
        entry.put("train_images", step.trainImages());
        step.differences().forEach(entry.putArray("differences")::add);
      }
    }
    return node;
  }
}
