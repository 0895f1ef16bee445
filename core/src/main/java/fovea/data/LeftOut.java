package fovea.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the files of a folder of images that are not taken, by their kind. */
final class LeftOut {

  /** Maximum number of files of a kind that are named. */
  private static final int MAX_NAMED = 3;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> several = new ArrayList<>();

  /**
   * Counts a file or folder.
   *
   * @param kind its kind, such as {@code .webp} or {@code hidden}
   */
  void add(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /**
   * Adds a file that cannot be read as an image.
   *
   * @param reason a sentence that names the file
   */
  void addUnreadable(String reason) {
    unreadable.add(reason);
  }

  /** Adds a file that has several images, of which the first is taken. */
  void addSeveral(Path file) {
    several.add(file.toString());
  }

  /** How many of each kind, such as {@code 3 .webp, 1 hidden}; empty if nothing is left out. */
  String kinds() {
    return counts.entrySet().stream()
        .map(each -> each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  /** The sentences that tell the user; empty if nothing is left out. */
  List<String> messages() {
    List<String> messages = new ArrayList<>();
    if (!counts.isEmpty()) {
      messages.add("left out: %s (%s files are read)".formatted(kinds(), ImageFiles.FORMATS));
    }
    if (!unreadable.isEmpty()) {
      messages.add("left out: %s unreadable: %s".formatted(unreadable.size(), named(unreadable)));
    }
    if (!several.isEmpty()) {
      messages.add(
          "left out: all but the first image of %s with several (animations or pages): %s"
              .formatted(
                  several.size() == 1 ? "1 file" : several.size() + " files", named(several)));
    }
    return messages;
  }

  /** The first of some files, or of sentences that name one each. */
  static String named(Collection<String> files) {
    return files.stream().limit(MAX_NAMED).collect(Collectors.joining("; "))
        + (files.size() > MAX_NAMED ? "; ..." : "");
  }
}
