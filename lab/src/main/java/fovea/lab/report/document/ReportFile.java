package fovea.lab.report.document;

import fovea.data.AtomicFile;
import fovea.data.TextFile;
import fovea.lab.report.page.Attributes;
import fovea.lab.report.page.Division;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Markdown of a report, in which parts are found without changing any other byte.
 *
 * @param path the file
 * @param text its content
 * @param blocks its outermost divisions with a class that Fovea knows, in the order of the text
 * @param sections the sections of questions, in the order of the text
 */
record ReportFile(Path path, String text, List<Block> blocks, List<Part> sections) {

  static final String NAME = "report.md";

  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
  private static final Pattern HEADING =
      Pattern.compile(" {0,3}(#{1,6})\\s.*?(?:\\{#q(\\d{1,3})[^}]*})?\\s*");

  ReportFile {
    blocks = List.copyOf(blocks);
    sections = List.copyOf(sections);
  }

  /**
   * A division.
   *
   * @param line the number of its first line, from 1
   * @param start where its first line starts
   * @param inside where its content starts
   * @param last where its last line starts
   * @param end where the line after it starts
   */
  record Block(Attributes attributes, int line, int start, int inside, int last, int end) {
    boolean isFact() {
      return attributes.is("fact") && attributes.id().isPresent();
    }

    /** The identifier of a fact. */
    String id() {
      return attributes.id().orElseThrow();
    }
  }

  /** The section of a question, from its heading to the next heading that is no part of it. */
  record Part(int number, int start, int end) {}

  /**
   * Reads a report.
   *
   * @param path the file, or the folder that holds it
   * @throws IOException if it cannot be read, is not UTF-8, or has a fact without an end
   */
  static ReportFile read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s is no report: there is no %s; fovea report new makes one".formatted(path, NAME));
    }
    return of(file, TextFile.read(file));
  }

  /**
   * A report's text with its parts.
   *
   * @throws IOException if a fact has no end
   */
  static ReportFile of(Path file, String text) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<Part> sections = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    String fence = "";
    int sectionLevel = 0;
    int line = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start) < 0 ? text.length() : text.indexOf('\n', start) + 1;
      String content = text.substring(start, end).stripTrailing();
      line++;
      Matcher mark = FENCE.matcher(content);
      if (!fence.isEmpty()) {
        if (mark.matches() && mark.group(1).startsWith(fence) && mark.group(2).isBlank()) {
          fence = "";
        }
      } else if (mark.matches()) {
        fence = mark.group(1);
      } else if (Division.closes(content)) {
        if (!open.isEmpty()) {
          Block block = open.pop();
          if (open.isEmpty()) {
            blocks.add(
                new Block(block.attributes, block.line, block.start, block.inside, start, end));
          }
        }
      } else if (Division.opening(content).isPresent()) {
        open.push(new Block(Division.opening(content).get(), line, start, end, end, end));
      } else {
        Matcher heading = HEADING.matcher(content);
        if (open.isEmpty() && heading.matches()) {
          int level = heading.group(1).length();
          if (heading.group(2) != null || level <= sectionLevel) {
            close(sections, start);
            sectionLevel = heading.group(2) == null ? 0 : level;
          }
          if (heading.group(2) != null) {
            sections.add(new Part(Integer.parseInt(heading.group(2)), start, -1));
          }
        }
      }
      start = end;
    }
    close(sections, text.length());
    if (!open.isEmpty()) {
      Block block = open.peekLast();
      throw new IOException(
          "%s, line %s: the block %s has no end: a line ::: is missing; nothing was changed"
              .formatted(file, block.line, block.attributes.id().orElse("that starts here")));
    }
    return new ReportFile(file, text, blocks, sections);
  }

  private static void close(List<Part> sections, int end) {
    if (!sections.isEmpty() && sections.get(sections.size() - 1).end < 0) {
      Part last = sections.remove(sections.size() - 1);
      sections.add(new Part(last.number, last.start, end));
    }
  }

  List<Block> facts() {
    return blocks.stream().filter(Block::isFact).toList();
  }

  /** The blocks of a section. */
  List<Block> blocks(Part section) {
    return blocks.stream()
        .filter(block -> block.start >= section.start && block.end <= section.end)
        .toList();
  }

  Optional<Part> section(int number) {
    return sections.stream().filter(part -> part.number == number).findFirst();
  }

  /** What a block holds, with simple line ends. */
  String inside(Block block) {
    return text.substring(block.inside, block.last).replace("\r\n", "\n").strip();
  }

  int line(int place) {
    return 1 + (int) text.substring(0, place).chars().filter(c -> c == '\n').count();
  }

  /** The replacement of a block, of its first line and its last as well. */
  Edit replaced(Block block, String replacement) {
    return new Edit(block.start, block.end, ended(replacement, block));
  }

  /** A text with the line ends of the block that it replaces; the last line may have none. */
  private String ended(String replacement, Block block) {
    String first = text.substring(block.start, block.inside);
    String lineEnd = first.endsWith("\r\n") ? "\r\n" : "\n";
    String last = text.substring(block.last, block.end);
    String tail = last.endsWith("\n") ? last.substring(last.stripTrailing().length()) : "";
    return replacement.isEmpty()
        ? ""
        : replacement.strip().replace("\n", lineEnd) + (tail.isBlank() ? tail : lineEnd);
  }

  void write(String changed) throws IOException {
    AtomicFile.write(path, out -> out.write(changed.getBytes(StandardCharsets.UTF_8)));
  }
}
