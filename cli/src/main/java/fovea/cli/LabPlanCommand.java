package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Engines;
import fovea.lab.plan.HandOut;
import fovea.lab.plan.Plan;
import fovea.lab.plan.TimedPlan;
import fovea.lab.words.Texts;
import fovea.run.Machine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code fovea lab plan} command: the session's commands, with what each takes here. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the commands of the lab's four hours, and what each takes on this machine.",
      "That is time and disk space. Short commands are run; training times are computed",
      "from a few steps."
    },
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  fovea lab plan",
      "  fovea lab plan --out hand-out --lang fr"
    })
final class LabPlanCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write a hand-out to print as well, plan.html and plan.pdf, into this folder.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "Print a JSON object for each command.")
  private boolean json;

  @Mixin private LanguageOption language;

  LabPlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    double start = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    TimedPlan plan = TimedPlan.measure(Plan.ofTheLab(), words -> start + seconds(words));
    Texts texts = language.texts("plan.plan");
    HandOut handOut = new HandOut(plan, texts, machine());
    if (json) {
      print(plan);
    } else {
      print(plan, handOut, texts);
    }
    if (out.isPresent()) {
      handOut.write(out.get()).forEach(file -> console.message("%s", file));
    }
    return 0;
  }

  private static String machine() {
    return "%s, %s threads".formatted(Machine.processor(), Engines.threads());
  }

  /** Runs a command in this process, without its output. */
  private static double seconds(List<String> words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    long start = System.nanoTime();
    int status = Fovea.run(new Console(nowhere, nowhere, Map.of(), ""), words);
    if (status != 0) {
      throw new IllegalStateException(
          "fovea %s ended with status %s".formatted(String.join(" ", words), status));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void print(TimedPlan plan, HandOut handOut, Texts texts) {
    TextTable table = new TextTable(Set.of(3));
    table.add(texts.list("columns.text"));
    plan.parts().stream()
        .flatMap(part -> part.tasks().stream())
        .forEach(
            task ->
                table.add(
                    List.of(
                        handOut.duration(task.seconds()),
                        task.bytes() == 0 ? "" : handOut.megabytes(task.bytes()),
                        HandOut.questions(task.task()),
                        console.asCalled("fovea " + task.task().command()))));
    List<String> lines = table.lines();
    console.result("%s", lines.get(0));
    int line = 1;
    for (int part = 0; part < plan.parts().size(); part++) {
      console.result("%n%s", handOut.heading(part));
      int end = line + plan.parts().get(part).tasks().size();
      lines.subList(line, end).forEach(each -> console.result("%s", each));
      line = end;
    }
    console.result(
        "%n%s",
        texts.text("total", handOut.duration(plan.seconds()), handOut.megabytes(plan.bytes())));
    console.message("%s", texts.text("measured", machine()));
  }

  private void print(TimedPlan plan) {
    for (int part = 0; part < plan.parts().size(); part++) {
      for (TimedPlan.TimedTask task : plan.parts().get(part).tasks()) {
        ObjectNode node =
            JsonNodeFactory.instance
                .objectNode()
                .put("part", part + 1)
                .put("command", "fovea " + task.task().command())
                .put("runs", task.runs())
                .put("seconds", Math.rint(task.seconds() * 10) / 10)
                .put("bytes", task.bytes());
        task.task().questions().forEach(node.putArray("questions")::add);
        console.json(node);
      }
    }
  }
}
