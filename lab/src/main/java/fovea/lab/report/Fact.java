package fovea.lab.report;

import java.time.Duration;
import java.util.List;

/** Something measured or computed, regenerated at each build of a report. */
public sealed interface Fact {

  /**
   * The name of the fact, unique within a report, such as {@code q14-gap}: letters, digits and
   * hyphens.
   */
  String id();

  /**
   * The folders of the runs that it comes from, relative to the runs' folder; empty if it is
   * computed from a network alone.
   */
  List<String> runs();

  /**
   * A sentence with its numbers.
   *
   * @param markdown the sentence
   */
  record Statement(String id, List<String> runs, String markdown) implements Fact {
    public Statement {
      runs = List.copyOf(runs);
    }
  }

  /**
   * A table.
   *
   * @param header the names of the columns
   * @param rows the cells, as many in each row as there are columns
   */
  record Table(
      String id, List<String> runs, String caption, List<String> header, List<List<String>> rows)
      implements Fact {
    public Table {
      runs = List.copyOf(runs);
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A figure.
   *
   * @param alternative what it shows, for those who cannot see it
   * @param svg the drawing, as the text of an SVG document
   */
  record Figure(String id, List<String> runs, String caption, String alternative, String svg)
      implements Fact {
    public Figure {
      runs = List.copyOf(runs);
    }
  }

  /**
   * A measurement for which a run is missing.
   *
   * @param what what is missing
   * @param command the command that makes it
   * @param takes how long that takes, about
   */
  record Missing(String id, String what, String command, Duration takes) implements Fact {
    @Override
    public List<String> runs() {
      return List.of();
    }
  }
}
