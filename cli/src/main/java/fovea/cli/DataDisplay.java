package fovea.cli;

import fovea.data.DataSet;
import fovea.lab.words.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints the classes and counts of a data set. */
final class DataDisplay {

  private static final int NAME_WIDTH = 20;

  private final Console console;
  private final Texts texts;

  /**
   * @param texts the bundle {@code data}
   */
  DataDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  /** Prints that a data set is available. */
  void printAvailable(DataSet data) {
    line(
        texts.text(
            "here",
            data.name(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
  }

  private void line(String text) {
    console.result("%s", text);
  }

  /** Prints the classes of a data set and their numbers of images. */
  void print(DataSet data) {
    line(
        texts.text(
            "sizes",
            data.name(),
            data.shape(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
    Map<String, int[]> columns = new LinkedHashMap<>();
    columns.put("train", data.train().counts());
    columns.put("test", data.test().counts());
    data.finalTest().ifPresent(images -> columns.put("finalTest", images.counts()));
    String name = "%4s " + Column.of(data.classes(), each -> each, NAME_WIDTH);
    console.result(
        "%n" + name + "%s",
        "",
        texts.text("class"),
        columns.keySet().stream()
            .map(key -> "%12s".formatted(texts.text(key)))
            .collect(Collectors.joining()));
    for (int i = 0; i < data.classes().size(); i++) {
      int label = i;
      console.result(
          name + "%s",
          i,
          data.classes().get(i),
          columns.values().stream()
              .map(counts -> "%12s".formatted(texts.number(counts[label])))
              .collect(Collectors.joining()));
    }
  }
}
