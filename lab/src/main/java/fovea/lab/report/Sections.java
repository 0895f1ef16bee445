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
}
