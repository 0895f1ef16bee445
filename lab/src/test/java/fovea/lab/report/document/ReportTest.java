package fovea.lab.report.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.lab.report.document.Finding.Kind;
import fovea.lab.report.page.PdfAudit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A report from its first line to its PDF. */
class ReportTest {

  @TempDir private Path folder;
  private final SampleSections sections = new SampleSections();
  private Report report;

  @BeforeEach
  void create() throws IOException {
    report = new Report(folder.resolve("report"), sections);
    report.create(choice("en"));
  }

  private Report.Choice choice(String... language) {
    return new Report.Choice(
        Optional.of(folder.resolve("runs")), List.of(language).stream().findFirst());
  }

  private Path file() {
    return folder.resolve("report/report.md");
  }

  private String text() throws IOException {
    return Files.readString(file());
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  private String html() throws IOException {
    return Files.readString(folder.resolve("report/report.html"));
  }

  private Report.Build build() throws IOException {
    return report.build(choice(), false, false);
  }

  private PDDocument pdf() throws IOException {
    return Loader.loadPDF(folder.resolve("report/report.pdf").toFile());
  }

  @Test
  void aNewReportHasNothingToBringUpToDate() throws IOException {
    String before = text();
    assertThat(before).startsWith("---\ntitle: ").contains("{#q1}", "{#q2}", "lang: en", "★");
    assertThat(build().notes()).isEmpty();
    assertThat(text()).isEqualTo(before);
    assertThatThrownBy(() -> report.create(choice()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is there already");
  }

  @Test
  void newNumbersReplaceOldOnesAndNothingElse() throws IOException {
    String prose = "\n\nMy own words, 71.9%,  with two  spaces.\t\n\n";
    write(text().replace("::: {.answer}\n", "::: {.answer}" + prose));
    String before = text();
    sections.measure("84.6%");

    assertThat(build().notes()).isEmpty();
    assertThat(text()).contains("**84.6%**", "It took **5** epochs.", prose);
    assertThat(withoutFacts(text())).isEqualTo(withoutFacts(before));
    assertThat(folder.resolve("report/report.md.bak")).doesNotExist();
    assertThat(Files.readString(folder.resolve("report/figures/q1-curve.svg")))
        .isEqualTo(SampleSections.SVG);
  }

  private static String withoutFacts(String text) throws IOException {
    ReportFile file = ReportFile.of(Path.of("report.md"), text);
    StringBuilder rest = new StringBuilder();
    int place = 0;
    for (ReportFile.Block block : file.facts()) {
      rest.append(text, place, block.start());
      place = block.end();
    }
    return rest.append(text.substring(place)).toString();
  }

  @Test
  void aDeletedFactStaysDeletedUntilItIsAskedFor() throws IOException {
    String whole = text();
    int start = whole.indexOf("::: {#q1-table");
    int end = whole.indexOf("\n:::\n", start) + 5;
    write(whole.substring(0, start) + whole.substring(end));

    assertThat(build().notes()).singleElement().asString().contains("q1-table", "--add");
    assertThat(text()).doesNotContain("q1-table");
    assertThat(report.build(choice(), false, true).notes()).isEmpty();
    assertThat(text()).contains("::: {#q1-table");
    assertThat(text().indexOf("q1-table")).isLessThan(text().indexOf("{#q2}"));
  }

  @Test
  void whatWasEditedByHandIsNamedAndKept() throws IOException {
    write(text().replace("71.9%", "99.9%"));
    assertThat(report.verify(choice()).findings())
        .extracting(Finding::kind, Finding::subject)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.EDITED, "q1-accuracy"));

    assertThat(build().notes()).singleElement().asString().contains("q1-accuracy");
    assertThat(text()).contains("71.9%").doesNotContain("99.9%");
    assertThat(Files.readString(folder.resolve("report/report.md.bak"))).contains("99.9%");
    assertThat(report.verify(choice()).findings()).isEmpty();
  }

  @Test
  void theCheckFindsWhatIsWrong() throws IOException {
    assertThat(report.check(choice())).extracting(Finding::kind).containsOnly(Kind.UNANSWERED);
    write(
        text()
            .replace("::: {.answer}\n", "::: {.answer}\nIt reached 72.4% and not 10 %, or 72%.\n"));
    assertThat(report.check(choice()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.CONTRADICTION);
              assertThat(finding.text()).contains("72.4%", "71.9%");
              assertThat(text().lines().toList().get(finding.line().orElseThrow() - 1))
                  .contains("72.4%");
            });
    sections.measure("72.4%");
    assertThat(report.check(choice()))
        .extracting(Finding::kind)
        .contains(Kind.STALE)
        .doesNotContain(Kind.UNANSWERED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It reached 71.9%, that is 72 %.",
        "It is about 70 %, or more than 70%.",
        "With $p = 70\\,\\%$ or `70%` or <!-- 70% --> nothing.",
        "A share of 30% is about something else.",
        "The loss is 2.303 at first.",
        "It reached [71.9%]{.fact run=a value=test-accuracy}."
      })
  void whatFitsTheFactsIsNoContradiction(String answer) throws IOException {
    write(text().replace("::: {.answer}\n", "::: {.answer}\n" + answer + "\n"));
    assertThat(report.check(choice())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It reached 71.8%.",
        "It reached 73 %.",
        "Elle atteint 72,5\u00a0% en moyenne.",
        "It reached 73.0 ± 0.4%.",
        "Le réseau reconnaît 70 pour cent des images."
      })
  void whatIsNearAFactAndIsNotItIsAContradiction(String answer) throws IOException {
    int box = text().indexOf("::: {.answer}", text().indexOf("{#q1}"));
    write(new StringBuilder(text()).insert(box + 14, answer + "\n").toString());
    assertThat(report.check(choice()))
        .filteredOn(finding -> finding.kind() == Kind.CONTRADICTION)
        .singleElement()
        .satisfies(finding -> assertThat(finding.text()).contains("71.9%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TODO", "...", "?", "<!-- later -->", "à faire"})
  void aNoteToOneselfIsNoAnswer(String note) throws IOException {
    write(text().replace("::: {.answer}\n", "::: {.answer}\n" + note + "\n"));
    assertThat(report.check(choice())).extracting(Finding::kind).contains(Kind.UNANSWERED);
  }

  private static final String SOURCE = "{.fact run=a value=test-accuracy}";

  @Test
  void numbersInSentencesAreMadeAnewAndNothingElseOfThem() throws IOException {
    String sentence = "It reached [old]%s, `[old]%s` and [old]{.small}.".formatted(SOURCE, SOURCE);
    String fenced = "\n```\n[old]%s\n```\n<!-- [old]%s -->\n".formatted(SOURCE, SOURCE);
    int box = text().indexOf("::: {.answer}", text().indexOf("{#q1}"));
    write(new StringBuilder(text()).insert(box + 14, sentence + fenced).toString());
    assertThat(report.verify(choice()).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.STALE);
              assertThat(finding.text()).contains("71.9%", "old", "test-accuracy of a");
            });
    assertThat(build().notes()).isEmpty();
    assertThat(text()).contains(sentence.replaceFirst("old", "71.9%") + fenced);
    assertThat(report.verify(choice()).findings()).isEmpty();
    assertThat(html())
        .contains("It reached <span", ">71.9%</span>, <code>[old]{.fact", "</code> and old.");
    try (PDDocument pdf = pdf()) {
      assertThat(new PDFTextStripper().getText(pdf)).contains("It reached 71.9%, ");
    }
    assertThat(report.followUp(choice())).contains("It reached 71.9%, ");

    report.build(choice("fr"), false, false);
    assertThat(text()).contains("It reached [71,9\u00a0%]" + SOURCE);
  }

  @Test
  void aNumberThatNoRunTellsIsLeftAndNamed() throws IOException {
    String sentence = "\nIt reached [12%]{.fact run=gone value=test-accuracy}.\n";
    write(text().replaceFirst("::: \\{.answer}\n", "::: {.answer}\n" + sentence));
    assertThat(build().notes())
        .singleElement()
        .asString()
        .contains("there is no test-accuracy of gone", "line ");
    assertThat(text()).contains(sentence);
    assertThat(report.verify(choice()).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.GONE);
  }

  @Test
  void tooManyPagesAreFound() throws IOException {
    write(
        text()
            + "\n\nA paragraph of the student's, which is long enough for two lines of print."
                .repeat(1000));
    assertThat(report.check(choice())).extracting(Finding::kind).contains(Kind.PAGES);
  }

  @Test
  void answersAreGivenAwayOnDemandOnly() throws IOException {
    build();
    assertThat(html()).doesNotContain("It learns");
    String before = text();
    report.build(choice(), true, false);
    assertThat(Files.readString(folder.resolve("report/answers.html"))).contains("It learns");
    assertThat(text()).isEqualTo(before);
  }

  @Test
  void hintsGoWhereThereIsAnAnswer() throws IOException {
    build();
    assertThat(html()).contains("What does it tell?", "And then?");
    int box = text().indexOf("::: {.answer}", text().indexOf("{#q1}"));
    write(new StringBuilder(text()).insert(box + 14, "It tells much.\n").toString());
    build();
    assertThat(html()).doesNotContain("What does it tell?").contains("And then?", "It tells much.");
  }

  @Test
  void theMailHasTheStarredAnswers() throws IOException {
    int box = text().indexOf("::: {.answer}", text().indexOf("{#q1}"));
    write(new StringBuilder(text()).insert(box + 14, "It tells much.\n").toString());
    assertThat(report.followUp(choice()))
        .contains("What the network says", "It tells much.")
        .doesNotContain("What does it tell?", "71.9", "Later");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void thePdfCanBeReadByEveryone(String language) throws IOException {
    Files.delete(file());
    report.create(choice(language));
    build();
    try (PdfAudit audit = new PdfAudit(folder.resolve("report/report.pdf"))) {
      audit.check(language);
      assertThat(audit.alternatives()).contains("A line that \u201dfalls\u201d");
      String text = new PDFTextStripper().getText(audit.pdf());
      assertThat(text).contains(language.equals("fr") ? "Tableau 1" : "Table 1", "★", "2,432");
    }
  }

  @Test
  void narrowFiguresStandSideBySide() throws IOException {
    Files.writeString(folder.resolve("report/a.svg"), SampleSections.SVG);
    String pictures = "\n\n![One](a.svg){width=45%}\n\n![Two](a.svg){width=45%}\n\n";
    write(text() + pictures + "![Three](a.svg){width=45%}\n");
    build();
    try (PdfAudit audit = new PdfAudit(folder.resolve("report/report.pdf"))) {
      audit.check("en");
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setSortByPosition(true);
      assertThat(stripper.getText(audit.pdf()).lines())
          .anyMatch(line -> line.contains("One") && line.contains("Two"))
          .anyMatch(line -> line.contains("Three") && !line.contains("Two"));
    }
  }

  @Test
  void aByteOrderMarkBeforeTheFrontMatterIsPassedOver() throws IOException {
    Files.writeString(file(), "\ufeff" + text());
    build();
    assertThat(html()).doesNotContain("runs:");
  }

  @Test
  void latin1IsRefusedWithItsLineAndLeftAlone() throws IOException {
    String text = text().replace("★", "*") + "\nété\n";
    byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file(), latin);
    assertThatThrownBy(this::build)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("report.md, line " + text.lines().count() + ": ")
        .hasMessageContaining("is not UTF-8");
    assertThat(Files.readAllBytes(file())).isEqualTo(latin);
  }

  @Test
  void aFactWithoutAnEndIsRefused() throws IOException {
    String broken = text().substring(0, text().indexOf("\n:::", text().indexOf("{#q1-accuracy")));
    write(broken);
    assertThatThrownBy(this::build)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no end");
    assertThat(text()).isEqualTo(broken);
  }

  @Test
  void anEmptyFolderIsNoReport() throws IOException {
    Files.delete(file());
    assertThatThrownBy(this::build)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fovea report new");
  }

  @Test
  void brokenFrontMatterIsToldWithItsLine() throws IOException {
    write(text().replaceFirst("title: .*", "title: [unclosed"));
    assertThatThrownBy(this::build).isInstanceOf(IOException.class).hasMessageContaining("YAML");
  }

  @Test
  void whatStudentsPasteDoesNoHarm() throws IOException {
    Files.writeString(folder.resolve("secret.svg"), SampleSections.SVG.replace("loss", "secret"));
    Files.writeString(
        folder.resolve("report/bad.svg"),
        SampleSections.SVG.replace(
            "<text",
            "<script>alert(1)</script><image href=\"http://elsewhere/x.png\"/><text"
                + " onclick=\"alert(2)\""));
    Files.writeString(folder.resolve("report/broken.png"), "no picture");
    write(
        text()
            + """

            <script>alert(3)</script> and <img src=x onerror=alert(4)>

            [link](javascript:alert(5)) ![a](../secret.svg) ![b](bad.svg) ![c](broken.png)
            ![d](none.png) ![e](http://elsewhere/y.png) $\\badmacro{$ and $\\frac{1}{2}$ & ]]>

            $$\\def\\x{\\x\\x}\\x$$

            [l](data:text/html,<b>x) ![f](/etc/hostname) ![g](file:///etc/hostname) ![h](x\u0000y.png)
            \u0001\u000b
            """);
    build();
    String html = html();
    assertThat(html)
        .doesNotContain("<script", "javascript:", "<img src=x", "src=\"http", "href=\"data:")
        .contains("&lt;script&gt;alert(3)", "none.png", "broken.png", "default-src 'none'");
    List<String> drawings = new java.util.ArrayList<>();
    java.util.regex.Matcher data =
        java.util.regex.Pattern.compile("svg\\+xml;base64,([^\"]+)").matcher(html);
    while (data.find()) {
      drawings.add(
          new String(java.util.Base64.getDecoder().decode(data.group(1)), StandardCharsets.UTF_8));
    }
    assertThat(drawings)
        .noneMatch(
            svg -> svg.contains("alert") || svg.contains("elsewhere") || svg.contains("secret"))
        .anyMatch(svg -> svg.contains("loss"))
        .hasSize(3);
    try (PDDocument pdf = pdf()) {
      assertThat(new PDFTextStripper().getText(pdf)).contains("alert(3)", "none.png", "\\badmacro");
    }
  }

  @Test
  void aPictureOf50MegabytesBecomesASmallOne() throws IOException {
    BufferedImage photograph = new BufferedImage(4200, 4000, BufferedImage.TYPE_3BYTE_BGR);
    Path picture = folder.resolve("report/large.bmp");
    ImageIO.write(photograph, "bmp", picture.toFile());
    assertThat(picture)
        .isRegularFile()
        .satisfies(p -> assertThat(Files.size(p)).isGreaterThan(50_000_000));
    write(text() + "\n\n![A large photograph](large.bmp)\n");
    build();
    assertThat(html().length()).isLessThan(1_000_000);
    assertThat(html()).contains("alt=\"A large photograph\"");
  }
}
