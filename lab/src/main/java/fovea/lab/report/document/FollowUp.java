package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.words.Texts;
import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The mail on the evening of the session: starred answers, what was done, comments. */
final class FollowUp {

  /** The sections of the third part that say what a method gives. */
  private static final List<Integer> METHODS = List.of(19, 22, 26, 29, 34);

  /** A run of a ladder is three levels down. */
  private static final int DEPTH = 5;

  private final Report.State state;
  private final Texts texts;

  FollowUp(Report.State state) {
    this.state = state;
    texts = state.texts();
  }

  /** The mail in Markdown. */
  String text() throws IOException {
    FrontMatter top = state.top();
    StringBuilder mail = new StringBuilder();
    mail.append(texts.text("followup.title", top.title(), String.join(", ", top.authors())));
    mail.append("\n\n# ").append(texts.text("followup.answers")).append("\n");
    for (Section section : state.sections()) {
      if (section.starred()) {
        answer(mail, section);
      }
    }
    mail.append("\n# ").append(texts.text("followup.methods")).append("\n");
    for (Section section : state.sections()) {
      if (METHODS.contains(section.number())) {
        method(mail, section);
      }
    }
    mail.append("\n# ").append(texts.text("followup.runs")).append("\n\n").append(runs());
    mail.append("\n# ").append(texts.text("comments")).append("\n\n");
    return mail.append(comments()).append("\n").toString();
  }

  private void answer(StringBuilder mail, Section section) {
    mail.append(
        "\n## %s\n\n%s\n"
            .formatted(
                texts.text("question", section.number(), "", section.title().strip()),
                written(section.number()).orElse(texts.text("followup.unanswered"))));
  }

  private void method(StringBuilder mail, Section section) {
    boolean done = section.facts().stream().noneMatch(Fact.Missing.class::isInstance);
    mail.append(
        "\n## %s (%s)\n\n%s\n"
            .formatted(
                section.title().strip(),
                texts.text(done ? "followup.done" : "followup.open"),
                written(section.number()).orElse(texts.text("followup.sentence"))));
  }

  private Optional<String> written(int number) {
    return state
        .file()
        .section(number)
        .map(part -> InlineFact.plain(Shown.prose(state.file(), part.start(), part.end())))
        .filter(prose -> !prose.isEmpty());
  }

  private String comments() {
    String text = state.file().text();
    int heading = text.indexOf("{#comments}");
    if (heading < 0) {
      return texts.text("followup.unanswered");
    }
    int next = text.indexOf("\n# ", heading);
    int start = Math.max(heading, text.indexOf('\n', heading));
    String prose =
        InlineFact.plain(Shown.prose(state.file(), start, next < 0 ? text.length() : next));
    return prose.isEmpty() ? texts.text("followup.unanswered") : prose;
  }

  /** How each run ended. */
  private String runs() throws IOException {
    List<String> open = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    int complete = 0;
    for (Path folder : folders()) {
      String name = state.runs().relativize(folder).toString().replace('\\', '/');
      try {
        History history = Run.open(folder).history();
        if (history.diverged()) {
          failed.add(texts.text("followup.diverged", name));
        } else if (history.complete()) {
          complete++;
        } else {
          open.add(name);
        }
      } catch (IOException | IllegalArgumentException e) {
        failed.add(texts.text("followup.damaged", name));
      }
    }
    StringBuilder list = new StringBuilder();
    list.append("- ").append(texts.text("followup.complete", complete)).append('\n');
    if (!open.isEmpty()) {
      list.append("- ").append(texts.text("followup.stopped", String.join(", ", open)));
      list.append('\n');
    }
    failed.forEach(each -> list.append("- ").append(each).append('\n'));
    return list.toString();
  }

  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(state.runs())) {
      return List.of();
    }
    try (Stream<Path> files =
        Files.find(state.runs(), DEPTH, (file, kind) -> file.endsWith("recipe.yaml"))) {
      return files.map(Path::getParent).sorted().toList();
    }
  }
}
