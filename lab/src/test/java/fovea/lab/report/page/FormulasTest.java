package fovea.lab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.junit.jupiter.api.Test;

/** Formulas as drawings. */
class FormulasTest {

  private static final Path TEXTS = Path.of("src/main/resources/fovea/lab/report/questions");

  private static Map<?, ?> ready() throws IOException {
    try (InputStream in = Formulas.class.getResourceAsStream("formulas.json")) {
      return new ObjectMapper().readValue(in, Map.class);
    }
  }

  private static List<Formula> formulas(String text) {
    List<Formula> found = new ArrayList<>();
    Markdown.parse(text)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(CustomNode node) {
                if (node instanceof Formula formula) {
                  found.add(formula);
                }
                visitChildren(node);
              }
            });
    return found;
  }

  /** Markdown; of messages, each as a paragraph without its key and the numbers of arguments. */
  private static String text(Path file) throws IOException {
    String text = Files.readString(file);
    return file.toString().endsWith(".md")
        ? text
        : text.replaceAll("%\\d+\\$", "%").replaceAll("(?m)^[\\w.-]+=(.*)$", "$1\n");
  }

  @Test
  void allFormulasOfTheQuestionsAreDrawnAhead() throws IOException {
    TreeSet<String> wanted = new TreeSet<>();
    try (Stream<Path> files = Files.walk(TEXTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (Formula formula : formulas(text(file))) {
          wanted.add((formula.display() ? "display " : "inline ") + formula.tex());
        }
      }
    }
    assertThat(wanted).hasSizeGreaterThan(30);
    assertThat(ready().keySet().stream().map(String::valueOf).toList())
        .as("npm run formulas in lab/src/mathjax draws them")
        .containsAll(wanted)
        .contains("inline s=3", "inline p=1");
  }

  @Test
  void whatWasDrawnAheadIsWhatMathJaxDrawsHere() {
    Formulas fresh = new Formulas(Map.of());
    for (Formula formula : formulas("$k$ and $\\lambda$ and $1\\times 1\\times 1000$")) {
      assertThat(fresh.draw(formula)).isPresent();
    }
    Formula known = new Formula("\\lambda", false);
    assertThat(fresh.draw(known)).isEqualTo(new Formulas().draw(known));
    assertThat(fresh.draw(new Formula("\\frac{1}", false))).isEmpty();
    assertThat(fresh.draw(new Formula("\\def\\x{\\x\\x}\\x", true))).isEmpty();
  }

  @Test
  void dollarsThatAreNoFormulasStayDollars() {
    assertThat(formulas("It costs 5$ or 10$ at most, and \\$x\\$, and `$y$`.")).isEmpty();
    assertThat(formulas("$a_1 * b_1$ and $$\n\\sum_i x_i\n$$"))
        .extracting(Formula::tex)
        .containsExactly("a_1 * b_1", "\\sum_i x_i");
  }
}
