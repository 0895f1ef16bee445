package fovea.lab.report.document;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a student writes outside of facts is the same, byte for byte, after any builds. */
class ReportFileProperties {

  private static final Path FILE = Path.of("report.md");

  private static final String SOURCE = "{.fact run=a value=test-accuracy}";
  private static final String NUMBER = "[1%]" + SOURCE;

  @Provide
  Arbitrary<List<String>> prose() {
    Arbitrary<String> markdown =
        Arbitraries.of(
            "words",
            " ",
            "\n",
            "\r\n",
            "\n\n",
            "# heading\n",
            "## q {#q1}\n",
            "`code`",
            "\n```\n::: {#q1-table .fact}\n```\n",
            "\n::: {.answer}\nx\n:::\n",
            "<!-- c -->",
            "$x_1$",
            "| a |\n",
            "\t",
            "\u00a0",
            "é",
            "\ud83d\ude00",
            "*",
            ":",
            "\n:: :\n",
            "[",
            "]",
            "{.fact}",
            "[link](#q1)",
            "`[1%]{.fact run=a value=test-accuracy}`",
            "[1%]{.fact run=none value=test-accuracy}",
            NUMBER,
            "\n> quoted " + NUMBER + "\n",
            "\n- item " + NUMBER + "\n",
            "| " + NUMBER + " |\n");
    return markdown
        .list()
        .ofMinSize(0)
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .list()
        .ofSize(6);
  }

  @Property(tries = 300)
  void proseSurvivesTenRebuilds(
      @ForAll("prose") List<String> prose, @ForAll boolean windows, @ForAll boolean swapped)
      throws IOException {
    SampleSections sections = new SampleSections();
    Texts texts = Texts.of(Report.BUNDLE, "en");
    FactText facts = new FactText(texts);
    Map<String, fovea.lab.report.Fact> first = facts(sections, "en");
    List<String> blocks = new ArrayList<>(first.values().stream().map(facts::block).toList());
    if (swapped) {
      java.util.Collections.reverse(blocks);
    }
    StringBuilder text = new StringBuilder();
    List<String> outside = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      String own = prose.get(i) + "\n";
      outside.add(own);
      text.append(own).append(windows ? blocks.get(i).replace("\n", "\r\n") : blocks.get(i));
    }
    outside.add(prose.get(5));
    text.append(prose.get(5));

    String now = text.toString();
    for (int build = 0; build < 10; build++) {
      sections.measure(build + ".5%");
      now = renewed(now, sections, build % 2 == 0 ? "en" : "fr");
      assertThat(now).contains("**" + build + ".5%**");
      assertThat(pieces(now).stream().map(ReportFileProperties::withoutNumbers))
          .isEqualTo(outside.stream().map(ReportFileProperties::withoutNumbers).toList());
    }
  }

  private static String renewed(String now, SampleSections sections, String language)
      throws IOException {
    ReportFile file = ReportFile.of(FILE, now);
    FrontMatter top = FrontMatter.of(file);
    Path runs = Path.of("runs");
    Report.Numbers ask = wanted -> sections.number(runs, Locale.forLanguageTag(language), wanted);
    Report.State state =
        new Report.State(
            file,
            top,
            runs,
            Texts.of(Report.BUNDLE, language),
            List.of(),
            facts(sections, language),
            Quote.of(InlineFact.in(file, top), ask),
            ask);
    return Report.renewed(state, false, new ArrayList<>());
  }

  /** A text in which numbers of the run that there is have no value. */
  private static String withoutNumbers(String text) {
    return text.replaceAll("\\[\\d[\\d.,]*\u00a0?%\\]" + Pattern.quote(SOURCE), "[]" + SOURCE);
  }

  @Property(tries = 200)
  void numbersInSentencesAreThoseOfTheirRunsWhateverStandsAround(
      @ForAll("words") String before, @ForAll("words") String after, @ForAll boolean windows)
      throws IOException {
    SampleSections sections = new SampleSections();
    String end = windows ? "\r\n" : "\n";
    String now = before + end + end + "It reached " + NUMBER + "." + end + end + after;
    for (int build = 0; build < 3; build++) {
      sections.measure(build + ".5%");
      now = renewed(now, sections, "en");
      String number = "[" + build + ".5%]" + SOURCE;
      assertThat(now)
          .isEqualTo(before + end + end + "It reached " + number + "." + end + end + after);
    }
    sections.measure("7.5%");
    assertThat(renewed(now, sections, "fr")).contains("[7,5\u00a0%]" + SOURCE);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withCharRange('a', 'f')
        .withChars(" \n*_[](){}!|#.>-'\"é\u00a0\ud83d\ude00")
        .ofMaxLength(40);
  }

  private static Map<String, fovea.lab.report.Fact> facts(
      SampleSections sections, String language) {
    Map<String, fovea.lab.report.Fact> facts = new LinkedHashMap<>();
    sections
        .of(Path.of("runs"), Locale.forLanguageTag(language), false)
        .forEach(section -> section.facts().forEach(fact -> facts.put(fact.id(), fact)));
    return facts;
  }

  /** What stands between facts, read by another rule than Fovea's: from colons with a digest on. */
  private static List<String> pieces(String text) {
    return List.of(
        text.split("(?s)::: \\{#[\\w-]+ \\.fact[^\\n]*digest=[^\\n]*\\n.*?\\n:::\\r?\\n", -1));
  }

  @Property(tries = 200)
  void attributesComeBackAsTheyWereWritten(
      @ForAll("names") String id, @ForAll("names") String value) {
    String written = "{#%s .fact runs=\"%s %s\" digest=%s}".formatted(id, value, id, value);
    assertThat(fovea.lab.report.page.Attributes.of(written))
        .hasValueSatisfying(
            attributes -> {
              assertThat(attributes.id()).isEqualTo(Optional.of(id));
              assertThat(attributes.is("fact")).isTrue();
              assertThat(attributes.value("runs")).contains(value + " " + id);
              assertThat(attributes.value("digest")).contains(value);
            });
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(9);
  }
}
