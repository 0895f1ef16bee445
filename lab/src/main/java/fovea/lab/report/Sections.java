package fovea.lab.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where the sections of a report come from. */
public interface Sections {

  /**
   * The sections, in the order of their numbers.
   *
   * @param runs the folder that holds the runs, directly or in folders of their own
   * @param language English or French
   * @param answers whether to add model answers
   * @throws IOException if a run cannot be read
   */
  List<Section> of(Path runs, Locale language, boolean answers) throws IOException;

  /**
   * A number of a run as a sentence has it, with the runs that it comes from. A source that does
   * not read runs has none.
   *
   * @param runs the folder that holds the runs
   * @param language English or French
   * @throws IOException if there is no such run, it cannot be read, or it has no such number; the
   *     message says which in the language
   */
  default Fact.Statement number(Path runs, Locale language, RunNumber wanted) throws IOException {
    throw new IOException("%s of %s is not known".formatted(wanted.value(), wanted.run()));
  }
}
