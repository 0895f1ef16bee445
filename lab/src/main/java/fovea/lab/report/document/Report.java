package fovea.lab.report.document;

import fovea.data.AtomicFile;
import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import fovea.lab.report.Section;
import fovea.lab.report.Sections;
import fovea.lab.report.page.Markdown;
import fovea.lab.report.page.Page;
import fovea.lab.report.page.Setter;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A report: a folder with the student's text and the facts of his runs, which are made anew at each
 * build. Nothing but the facts' own blocks is ever changed.
 */
public final class Report {

  static final String BUNDLE = "report.document.document";
  private static final String PAGE = "report.page.page";

  private final Path folder;
  private final Sections source;
  private final Setter setter = new Setter();

  /**
   * @param folder holds the report; its text may be given instead
   * @param source tells what the runs say about each question
   */
  public Report(Path folder, Sections source) {
    boolean named = folder.endsWith(ReportFile.NAME) && Files.isRegularFile(folder);
    this.folder = named ? folder.resolveSibling("") : folder;
    this.source = source;
  }

  /** The student's text with the facts. */
  public Path file() {
    return folder.resolve(ReportFile.NAME);
  }

  /** Whether a folder holds a report. */
  public static boolean in(Path folder) {
    return Files.isRegularFile(folder.resolve(ReportFile.NAME));
  }

  /**
   * What to make a report of.
   *
   * @param runs the runs' folder; that which the report names, if it is empty
   * @param language {@code en} or {@code fr}; the report's own, if it is empty
   */
  public record Choice(Optional<Path> runs, Optional<String> language) {}

  /** Asks the runs for a number. */
  @FunctionalInterface
  interface Numbers {
    /**
     * A number of a run.
     *
     * @throws IOException if there is none; the message says why
     */
    Fact.Statement number(RunNumber wanted) throws IOException;
  }

  /** A report as it was read, and what the runs tell now. */
  record State(
      ReportFile file,
      FrontMatter top,
      Path runs,
      Texts texts,
      List<Section> sections,
      Map<String, Fact> facts,
      List<Quote> quotes,
      Numbers ask) {

    /** Whether someone changed what stands in the block of a fact. */
    boolean edited(ReportFile.Block block) {
      return block
          .attributes()
          .value("digest")
          .map(digest -> !digest.equals(FactText.digest(file.inside(block))))
          .orElse(true);
    }
  }

  /**
   * Makes a report to write in.
   *
   * @return the file
   * @throws IllegalArgumentException if the folder has a report already
   * @throws IOException if a run cannot be read, or the file not be written
   */
  public Path create(Choice choice) throws IOException {
    Path file = file();
    if (Files.exists(file)) {
      throw new IllegalArgumentException(
          "%s is there already: fovea report build %s brings it up to date"
              .formatted(file, folder));
    }
    Path runs = choice.runs().orElse(Path.of("runs"));
    Texts texts = Texts.of(BUNDLE, choice.language().orElse("en"));
    List<Section> sections = source.of(runs, locale(texts), false);
    String text =
        new Template(texts)
            .text(
                sections,
                named(runs),
                new Provenance(texts)
                    .facts(sections.stream().flatMap(each -> each.facts().stream()).toList(), runs),
                LocalDate.now(java.time.ZoneId.systemDefault()));
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    return file;
  }

  /** The runs' folder as seen from the report's, where there is a way. */
  private String named(Path runs) {
    Path absolute = runs.toAbsolutePath().normalize();
    try {
      return folder.toAbsolutePath().normalize().relativize(absolute).toString().replace('\\', '/');
    } catch (IllegalArgumentException e) { // on another drive
      return absolute.toString();
    }
  }

  private static Locale locale(Texts texts) {
    return texts.isFrench() ? Locale.FRENCH : Locale.ENGLISH;
  }

  /**
   * Reads the report and asks the runs.
   *
   * @param answers whether to add model answers
   */
  State state(Choice choice, boolean answers) throws IOException {
    ReportFile file = ReportFile.read(folder);
    FrontMatter top = FrontMatter.of(file);
    Texts texts = Texts.of(BUNDLE, choice.language().or(top::language).orElse("en"));
    Path runs =
        choice.runs().or(() -> top.runs().map(folder::resolve)).orElse(Path.of("runs")).normalize();
    List<Section> sections = source.of(runs, locale(texts), answers);
    Map<String, Fact> facts = new LinkedHashMap<>();
    sections.forEach(section -> section.facts().forEach(fact -> facts.put(fact.id(), fact)));
    Numbers ask = number -> source.number(runs, locale(texts), number);
    List<Quote> quotes = Quote.of(InlineFact.in(file, top), ask);
    List<Fact> told = new ArrayList<>(facts.values());
    quotes.forEach(quote -> quote.told().ifPresent(told::add));
    new Provenance(texts).facts(told, runs).forEach(fact -> facts.put(fact.id(), fact));
    return new State(file, top, runs, texts, sections, facts, quotes, ask);
  }

  /**
   * What a build did.
   *
   * @param files the files that were written, to read
   * @param notes what its reader should know
   * @param pages number of pages of the PDF
   */
  public record Build(List<Path> files, List<String> notes, int pages) {
    public Build {
      files = List.copyOf(files);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Makes the facts anew, then the web page and the PDF.
   *
   * @param answers whether to make a copy with model answers instead, named {@code answers}
   * @param add whether facts that the report does not have are added to their sections
   * @throws IOException if something cannot be read or written
   */
  public Build build(Choice choice, boolean answers, boolean add) throws IOException {
    State state = state(choice, answers);
    List<String> notes = new ArrayList<>();
    String changed = renewed(state, add, notes);
    ReportFile renewed = ReportFile.of(state.file().path(), changed);
    writeFigures(state, renewed);
    if (!changed.equals(state.file().text())) {
      renewed.write(changed);
    }
    Page page = page(renewed, state, answers);
    String name = answers ? "answers" : "report";
    int pages = setter.write(page, name);
    return new Build(
        List.of(folder.resolve(name + ".html"), folder.resolve(name + ".pdf")), notes, pages);
  }

  private Page page(ReportFile file, State state, boolean answers) throws IOException {
    FrontMatter top = FrontMatter.of(file);
    String shown = new Shown(file, top, state.texts()).text(state.sections(), answers);
    Texts words = Texts.of(PAGE, state.texts().isFrench() ? "fr" : "en");
    return new Page(
        top.title(), top.byline(locale(state.texts())), folder, Markdown.parse(shown), words);
  }

  /**
   * What is wrong in the report: answers that are missing, facts that are old or were edited,
   * numbers that contradict facts, too many pages. Nothing is written.
   *
   * @throws IOException if something cannot be read
   */
  public List<Finding> check(Choice choice) throws IOException {
    State state = state(choice, false);
    int pages = setter.pages(page(state.file(), state, false));
    return new ReportCheck(state).findings(pages);
  }

  /**
   * What a comparison with the runs showed.
   *
   * @param facts number of facts
   * @param findings those that are not what the runs tell
   */
  public record Verified(int facts, List<Finding> findings) {
    public Verified {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Compares each fact with what the runs tell now. Nothing is written.
   *
   * @throws IOException if something cannot be read
   */
  public Verified verify(Choice choice) throws IOException {
    State state = state(choice, false);
    return new Verified(
        state.file().facts().size() + state.quotes().size(), new ReportCheck(state).facts());
  }

  /**
   * The mail on the evening of the session, in Markdown.
   *
   * @throws IOException if something cannot be read
   */
  public String followUp(Choice choice) throws IOException {
    return new FollowUp(state(choice, false)).text();
  }

  private static void writeFigures(State state, ReportFile file) throws IOException {
    Path folder = file.path().toAbsolutePath().getParent();
    for (ReportFile.Block block : file.facts()) {
      if (state.facts().get(block.id()) instanceof Fact.Figure figure) {
        Path target = folder.resolve(FactText.file(figure));
        AtomicFile.write(target, out -> out.write(figure.svg().getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  /** The text with the facts of today. */
  static String renewed(State state, boolean add, List<String> notes) throws IOException {
    Texts texts = state.texts();
    FactText facts = new FactText(texts);
    ReportFile file = state.file();
    List<Edit> edits = new ArrayList<>();
    Map<String, Fact> absent = new LinkedHashMap<>(state.facts());
    List<String> edited = new ArrayList<>();
    for (ReportFile.Block block : file.facts()) {
      Fact fact = absent.remove(block.id());
      if (fact == null && !state.facts().containsKey(block.id())) {
        notes.add(texts.text("note.gone", block.id(), block.line()));
        continue;
      }
      if (state.edited(block)) {
        edited.add(block.id());
      }
      edits.add(file.replaced(block, facts.block(state.facts().get(block.id()))));
    }
    for (Quote quote : state.quotes()) {
      InlineFact written = quote.fact();
      if (quote.told().isEmpty()) {
        notes.add(texts.text("note.number", written.line(), quote.problem()));
      }
      quote.text().ifPresent(now -> edits.add(new Edit(written.start(), written.end(), now)));
    }
    if (!edited.isEmpty()) {
      Path copy = file.path().resolveSibling(ReportFile.NAME + ".bak");
      AtomicFile.write(copy, out -> out.write(file.text().getBytes(StandardCharsets.UTF_8)));
      notes.add(texts.text("note.edited", String.join(", ", edited), copy));
    }
    String changed = Edit.all(file.text(), edits);
    if (absent.isEmpty()) {
      return changed;
    }
    if (!add) {
      notes.add(texts.text("note.absent", String.join(", ", absent.keySet())));
      return changed;
    }
    return added(ReportFile.of(file.path(), changed), state.sections(), absent, facts);
  }

  /** The text with facts added after the last fact of their section, or after its heading. */
  private static String added(
      ReportFile file, List<Section> sections, Map<String, Fact> absent, FactText facts) {
    StringBuilder text = new StringBuilder(file.text());
    List<Section> lastFirst = new ArrayList<>(sections);
    lastFirst.sort(
        java.util.Comparator.comparingInt(
                (Section section) ->
                    file.section(section.number()).map(ReportFile.Part::start).orElse(0))
            .reversed());
    for (Section section : lastFirst) {
      Optional<ReportFile.Part> part = file.section(section.number());
      StringBuilder blocks = new StringBuilder();
      section.facts().stream()
          .filter(fact -> absent.containsKey(fact.id()))
          .forEach(fact -> blocks.append('\n').append(facts.block(fact)));
      if (part.isPresent() && !blocks.isEmpty()) {
        int heading = file.text().indexOf('\n', part.get().start()) + 1;
        int place =
            file.blocks(part.get()).stream()
                .filter(ReportFile.Block::isFact)
                .mapToInt(ReportFile.Block::end)
                .max()
                .orElse(heading == 0 ? part.get().end() : heading);
        boolean crlf = file.text().contains("\r\n");
        text.insert(place, crlf ? blocks.toString().replace("\n", "\r\n") : blocks.toString());
      }
    }
    return text.toString();
  }
}
