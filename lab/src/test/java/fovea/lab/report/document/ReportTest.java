package fovea.lab.report.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.lab.report.document.Finding.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
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
    try (PDDocument pdf = pdf()) {
      assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo(language);
      assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(pdf.getDocumentCatalog().getDocumentOutline().children()).hasSizeGreaterThan(3);
      assertThat(pdf.getDocumentInformation().getTitle()).isNotBlank();
      assertThat(pdf.getPage(0).getMediaBox().getWidth()).isBetween(595f, 596f);
      for (COSName name : pdf.getPage(0).getResources().getFontNames()) {
        PDFont font = pdf.getPage(0).getResources().getFont(name);
        assertThat(font.isEmbedded()).as(font.getName()).isTrue();
      }
      assertThat(alternatives(pdf.getDocumentCatalog().getStructureTreeRoot().getCOSObject()))
          .contains("A line that \u201dfalls\u201d");
      String text = new PDFTextStripper().getText(pdf);
      assertThat(text).contains(language.equals("fr") ? "Tableau 1" : "Table 1", "★", "2,432");
    }
  }

  /** The alternative texts of all elements of a structure tree. */
  private static List<String> alternatives(COSBase element) {
    java.util.ArrayList<String> found = new java.util.ArrayList<>();
    COSBase at = element instanceof COSObject object ? object.getObject() : element;
    if (at instanceof COSArray array) {
      array.forEach(each -> found.addAll(alternatives(each)));
    } else if (at instanceof COSDictionary dictionary) {
      if (dictionary.getDictionaryObject(COSName.ALT) instanceof COSString text) {
        found.add(text.getString());
      }
      found.addAll(alternatives(dictionary.getDictionaryObject(COSName.K)));
    }
    return found;
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
            """);
    build();
    String html = html();
    assertThat(html)
        .doesNotContain("<script", "javascript:", "<img src=x", "src=\"http")
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
