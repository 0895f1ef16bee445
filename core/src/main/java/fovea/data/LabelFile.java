package fovea.data;

import fovea.data.Listing.Item;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a CSV file that lists images: a column {@code file} with paths from the CSV file's folder
 * on, a column {@code label} with the name of a class, and if wanted a column {@code split} with
 * {@code train}, {@code val} or {@code test}. Without splits, a fifth of each class is for the
 * test. Values are separated by commas or, as spreadsheets write them in some languages, by
 * semicolons or tabs.
 */
final class LabelFile {

  private static final String FILE = "file";
  private static final String LABEL = "label";
  private static final String SPLIT = "split";

  private enum Split {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** A line of the file. */
  private record Row(Path file, String label, Split split) {}

  private final Path csv;

  private LabelFile(Path csv) {
    this.csv = csv;
  }

  /** Whether a path is that of a CSV file. */
  static boolean isAt(Path path) {
    return Files.isRegularFile(path)
        && path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /**
   * Reads the list of images; they are not opened.
   *
   * @throws IOException if the file cannot be read, or a line of it cannot be used; the message
   *     names it
   */
  static Listing read(Path csv) throws IOException {
    return new LabelFile(csv.toAbsolutePath()).read();
  }

  private Listing read() throws IOException {
    List<Row> rows = rows();
    List<String> classes =
        rows.stream()
            .filter(row -> row.split() == Split.TRAIN)
            .map(Row::label)
            .distinct()
            .sorted()
            .toList();
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(name -> labels.put(name, labels.size()));
    Map<Split, List<Item>> items = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      items.put(split, new ArrayList<>());
    }
    for (Row row : rows) {
      Integer label = labels.get(row.label());
      if (label == null) {
        throw new IOException(
            "%s: class %s has no training images, but %s images for the %s"
                .formatted(
                    csv,
                    row.label(),
                    rows.stream().filter(each -> each.label().equals(row.label())).count(),
                    row.split() == Split.TEST ? "test" : "validation"));
      }
      items.get(row.split()).add(new Item(row.file(), label));
    }
    items
        .values()
        .forEach(each -> each.sort(Comparator.comparing(Item::label).thenComparing(Item::file)));
    return listing(classes, items);
  }

  private Listing listing(List<String> classes, Map<Split, List<Item>> items) {
    List<Item> train = items.get(Split.TRAIN);
    List<Item> validation = items.get(Split.VALIDATION);
    List<Item> test = items.get(Split.TEST);
    Path root = csv.getParent();
    if (validation.isEmpty() && test.isEmpty()) {
      return Listing.divided(csv, root, classes, train);
    }
    return validation.isEmpty()
        ? new Listing(csv, root, classes, train, test, List.of())
        : new Listing(csv, root, classes, train, validation, test);
  }

  private List<Row> rows() throws IOException {
    String text = TextFile.read(csv);
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(separator(text.lines().findFirst().orElse("")))
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setIgnoreSurroundingSpaces(true)
            .setTrim(true)
            .get();
    List<Row> rows = new ArrayList<>();
    Map<Path, Row> byFile = new HashMap<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      for (String column : List.of(FILE, LABEL)) {
        if (parser.getHeaderNames().stream().noneMatch(column::equalsIgnoreCase)) {
          throw new IOException(
              "%s has no column %s: its first line must be file,label or file,label,split"
                  .formatted(csv, column));
        }
      }
      for (CSVRecord each : parser) {
        Row row = row(each, parser.getHeaderNames().size());
        Row earlier = byFile.putIfAbsent(row.file(), row);
        if (earlier != null && !earlier.label().equals(row.label())) {
          throw bad(
              each,
              "%s is %s before, and %s here".formatted(row.file(), earlier.label(), row.label()));
        }
        rows.add(row);
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new IOException("%s is damaged: %s".formatted(csv, Reason.of(e)), e);
    }
    return rows;
  }

  private static char separator(String header) {
    return header.contains(",")
        ? ','
        : header.contains(";") ? ';' : header.contains("\t") ? '\t' : ',';
  }

  private Row row(CSVRecord each, int columns) throws IOException {
    if (each.size() > columns) {
      throw bad(
          each, "it has %s values, and the first line names %s".formatted(each.size(), columns));
    }
    String name = value(each, FILE);
    String label = value(each, LABEL);
    if (name.isEmpty() || label.isEmpty()) {
      throw bad(each, "it needs a file and a label");
    }
    Path file;
    try {
      file = csv.resolveSibling(name).normalize();
    } catch (InvalidPathException e) {
      throw bad(each, "'%s' is not a path".formatted(name));
    }
    if (Files.isDirectory(file)) {
      throw bad(each, "%s is a folder, not an image".formatted(file));
    }
    if (!Files.isRegularFile(file)) {
      throw bad(each, "there is no file %s".formatted(file));
    }
    return new Row(file, label, split(each));
  }

  private Split split(CSVRecord each) throws IOException {
    String text = value(each, SPLIT).toLowerCase(Locale.ROOT);
    if (text.isEmpty() || FolderLayout.TRAIN.contains(text)) {
      return Split.TRAIN;
    }
    if (FolderLayout.VALIDATION.contains(text)) {
      return Split.VALIDATION;
    }
    if (FolderLayout.TEST.contains(text)) {
      return Split.TEST;
    }
    throw bad(each, "split is '%s': it must be train, val or test".formatted(text));
  }

  private static String value(CSVRecord each, String column) {
    return each.isMapped(column) && each.isSet(column) ? each.get(column) : "";
  }

  private IOException bad(CSVRecord each, String why) {
    return new IOException("%s, line %s: %s".formatted(csv, each.getRecordNumber() + 1, why));
  }
}
