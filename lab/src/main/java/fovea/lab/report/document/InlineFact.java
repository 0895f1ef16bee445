package fovea.lab.report.document;

import fovea.lab.report.RunNumber;
import fovea.lab.report.page.Attributes;
import fovea.lab.report.page.Markdown;
import fovea.lab.report.page.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.commonmark.node.SourceSpan;

/**
 * A number in a sentence that is made anew from a run, such as {@code [87.6%]{.fact
 * run=sheet/4-dropout value=test-accuracy}}.
 *
 * @param number which number it is
 * @param line its line, from 1
 * @param start where what stands between its brackets starts
 * @param end where that ends
 * @param written what stands there
 */
record InlineFact(RunNumber number, int line, int start, int end, String written) {

  /** A number with its attributes, in a text that is not parsed. */
  private static final Pattern PLAIN =
      Pattern.compile("\\[([^\\[\\]]*)]\\{\\s*\\.fact\\b[^{}]*\\}");

  /** The numbers in a report's sentences, in the order of the text: none in code or in blocks. */
  static List<InlineFact> in(ReportFile file, FrontMatter top) {
    List<InlineFact> found = new ArrayList<>();
    Markdown.parse(file.text())
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(CustomNode node) {
                if (node instanceof Span span) {
                  of(file, span).filter(fact -> fact.start >= top.end()).ifPresent(found::add);
                }
                visitChildren(node);
              }
            });
    return found;
  }

  private static Optional<InlineFact> of(ReportFile file, Span span) {
    Attributes attributes = span.attributes();
    List<SourceSpan> places = span.getSourceSpans();
    if (!attributes.is("fact")
        || attributes.value("run").isEmpty()
        || attributes.value("value").isEmpty()
        || places.isEmpty()) {
      return Optional.empty();
    }
    SourceSpan last = places.get(places.size() - 1);
    int start = places.get(0).getInputIndex();
    String all = file.text().substring(start, last.getInputIndex() + last.getLength());
    int close = all.lastIndexOf("]{");
    boolean inBlock =
        file.facts().stream().anyMatch(block -> block.start() <= start && start < block.end());
    if (!all.startsWith("[") || close < 1 || inBlock) {
      return Optional.empty();
    }
    RunNumber number =
        new RunNumber(
            attributes.value("run").get(),
            attributes.value("value").get(),
            attributes.value("minus"));
    return Optional.of(
        new InlineFact(
            number, file.line(start), start + 1, start + close, all.substring(1, close)));
  }

  /** A text with the numbers alone, without what tells where they are from. */
  static String plain(String text) {
    return PLAIN.matcher(text).replaceAll(match -> Matcher.quoteReplacement(match.group(1)));
  }
}
