package fovea.lab.plan;

import fovea.lab.report.page.Markdown;
import fovea.lab.report.page.Page;
import fovea.lab.report.page.Setter;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A measured plan as a page to print and give to students. */
public final class HandOut {

  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double MEGABYTE = 1e6;
  private static final String NAME = "plan";

  private final TimedPlan plan;
  private final Texts texts;
  private final String machine;

  /**
   * @param texts the bundle {@code plan.plan}
   * @param machine what it was measured on
   */
  public HandOut(TimedPlan plan, Texts texts, String machine) {
    this.plan = plan;
    this.texts = texts;
    this.machine = machine;
  }

  /**
   * Writes {@code plan.html} and {@code plan.pdf}.
   *
   * @param folder where to
   * @return the files
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Page page =
        new Page(
            texts.text("title"),
            List.of(texts.text("subtitle", duration(plan.seconds()), megabytes(plan.bytes()))),
            folder,
            Markdown.parse(markdown()),
            Texts.of("report.page.page", texts.isFrench() ? "fr" : "en"));
    new Setter().write(page, NAME);
    return List.of(folder.resolve(NAME + ".html"), folder.resolve(NAME + ".pdf"));
  }

  String markdown() {
    StringBuilder text = new StringBuilder(texts.text("before")).append("\n\n");
    for (int i = 0; i < plan.parts().size(); i++) {
      TimedPlan.Part part = plan.parts().get(i);
      text.append("# ").append(heading(i)).append("\n\n");
      text.append(texts.text("part" + (i + 1) + ".note")).append("\n\n");
      text.append(texts.list("columns").stream().collect(Collectors.joining(" | ", "| ", " |\n")));
      text.append("|:--|:--|--:|--:|\n");
      for (TimedPlan.TimedTask task : part.tasks()) {
        text.append(
            "| %s | `fovea %s` | %s | %s |\n"
                .formatted(
                    questions(task.task()),
                    task.task().command(),
                    duration(task.seconds()),
                    task.bytes() == 0 ? "" : megabytes(task.bytes())));
      }
      text.append('\n');
    }
    text.append("# ").append(texts.text("after.title")).append("\n\n");
    text.append(texts.text("after")).append("\n\n");
    return text.append(texts.text("measured", machine)).append('\n').toString();
  }

  /** The heading of a part, with the time that the students have and what the machine needs. */
  public String heading(int part) {
    TimedPlan.Part timed = plan.parts().get(part);
    return texts.text(
        "part" + (part + 1), duration(timed.minutes() * MINUTE), duration(timed.seconds()));
  }

  /** The numbers of a task's questions. */
  public static String questions(Task task) {
    return task.questions().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** A duration in the unit that suits it. */
  public String duration(double seconds) {
    if (seconds >= HOUR) {
      long minutes = Math.round(seconds / MINUTE);
      String rest = minutes % 60 == 0 ? "" : String.format(Locale.ROOT, " %02d", minutes % 60);
      return texts.text("hours", minutes / 60, rest);
    }
    return seconds >= MINUTE
        ? texts.text("minutes", texts.number(Math.round(seconds / MINUTE)))
        : texts.text("seconds", texts.number(seconds, seconds < 10 ? 1 : 0));
  }

  /** A size in megabytes. */
  public String megabytes(long bytes) {
    return texts.text("megabytes", texts.number(Math.round(bytes / MEGABYTE)));
  }
}
