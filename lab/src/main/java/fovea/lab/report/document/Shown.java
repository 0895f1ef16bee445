package fovea.lab.report.document;

import fovea.lab.report.Section;
import fovea.lab.words.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A report's text as readers see it: hints only where there is no answer yet. */
final class Shown {

  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern COLONS = Pattern.compile("(?m)^ {0,3}:{3,}.*$");
  private static final Pattern HEADING = Pattern.compile("(?m)^ {0,3}#{1,6}\\s.*$");

  private final ReportFile file;
  private final FrontMatter top;
  private final Texts texts;

  Shown(ReportFile file, FrontMatter top, Texts texts) {
    this.file = file;
    this.top = top;
    this.texts = texts;
  }

  /** What the student wrote in a stretch of the text, outside of facts, hints and headings. */
  static String prose(ReportFile file, int start, int end) {
    StringBuilder prose = new StringBuilder();
    int place = start;
    for (ReportFile.Block block : file.blocks()) {
      boolean ours = block.isFact() || block.attributes().is("prompt");
      if (ours && block.start() >= place && block.end() <= end) {
        prose.append(file.text(), place, block.start());
        place = block.end();
      }
    }
    prose.append(file.text(), place, end);
    String plain = COMMENT.matcher(prose).replaceAll("");
    return HEADING.matcher(COLONS.matcher(plain).replaceAll("")).replaceAll("").strip();
  }

  /**
   * The text without its front matter.
   *
   * @param answers whether to add the model answers that sections have
   */
  String text(List<Section> sections, boolean answers) {
    List<Edit> edits = new ArrayList<>();
    edits.add(new Edit(0, top.end(), ""));
    for (ReportFile.Block block : file.blocks()) {
      boolean hint = block.attributes().is("prompt") && isAnswered(block);
      boolean empty = block.attributes().is("answer") && file.inside(block).isEmpty();
      if (hint || empty) {
        edits.add(new Edit(block.start(), block.end(), ""));
      }
    }
    for (Section section : sections) {
      Optional<ReportFile.Part> part = file.section(section.number());
      if (answers && part.isPresent() && section.answer().isPresent()) {
        int end = part.get().end();
        edits.add(new Edit(end, end, model(section.answer().get())));
      }
    }
    return Edit.all(file.text(), edits);
  }

  private String model(String answer) {
    return "\n\n::: {.model}\n**%s** %s\n:::\n\n".formatted(texts.text("model"), answer.strip());
  }

  /** Whether there is prose in the section of a hint, or after a hint that is in no section. */
  private boolean isAnswered(ReportFile.Block hint) {
    for (ReportFile.Part part : file.sections()) {
      if (hint.start() >= part.start() && hint.end() <= part.end()) {
        return !prose(file, part.start(), part.end()).isEmpty();
      }
    }
    int end =
        file.blocks().stream()
            .filter(block -> block.start() >= hint.end() && !block.attributes().is("answer"))
            .mapToInt(ReportFile.Block::start)
            .min()
            .orElse(file.text().length());
    return !prose(file, hint.end(), end).isEmpty();
  }
}
