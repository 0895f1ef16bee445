package fovea.lab.report.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of a text that something else takes the place of.
 *
 * @param start where it starts
 * @param end where the text goes on
 * @param text what takes its place
 */
record Edit(int start, int end, String text) {

  /** A text with edits that do not overlap. */
  static String all(String text, List<Edit> edits) {
    List<Edit> sorted = new ArrayList<>(edits);
    sorted.sort(Comparator.comparingInt(Edit::start));
    StringBuilder changed = new StringBuilder();
    int place = 0;
    for (Edit edit : sorted) {
      changed.append(text, place, edit.start).append(edit.text);
      place = edit.end;
    }
    return changed.append(text, place, text.length()).toString();
  }
}
