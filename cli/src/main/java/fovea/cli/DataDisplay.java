package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataSet;
import fovea.data.Duplicates;
import fovea.lab.words.Texts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints the classes and counts of a data set. */
final class DataDisplay {

  private static final int NAME_WIDTH = 20;

  /** Classes are called unequal if one has more than this many times another's images. */
  private static final double UNEQUAL = 1.5;

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
    printImbalance(data);
  }

  /** Prints how unequal the classes are, if one has over half as many images again as another. */
  private void printImbalance(DataSet data) {
    int[] counts = data.train().counts();
    int smallest = indexOf(counts, Arrays.stream(counts).min().orElseThrow());
    int largest = indexOf(counts, Arrays.stream(counts).max().orElseThrow());
    double ratio = (double) counts[largest] / Math.max(1, counts[smallest]);
    if (ratio > UNEQUAL) {
      line("");
      line(
          texts.text(
              "unequal",
              data.classes().get(largest),
              texts.number(ratio, 1),
              data.classes().get(smallest)));
    }
  }

  private static int indexOf(int[] numbers, int number) {
    return IntStream.range(0, numbers.length)
        .filter(i -> numbers[i] == number)
        .findFirst()
        .orElseThrow();
  }

  /** Prints the images that there are more than once. */
  void print(Duplicates duplicates) {
    line("");
    line(texts.text(duplicates.any() ? "duplicates" : "noDuplicates"));
    if (!duplicates.any()) {
      return;
    }
    print("inTrain", duplicates.sameInTrain(), duplicates.nearInTrain());
    print("inTest", duplicates.sameInTest(), duplicates.nearInTest());
    for (Duplicates.Pair each : duplicates.examples()) {
      line(
          "  "
              + texts.text(
                  (each.leaked() ? "leaked" : "twice") + (each.same() ? "" : "Nearly"),
                  each.second(),
                  each.first()));
    }
  }

  private void print(String key, int same, int near) {
    line("  " + texts.text(key, texts.number(same), texts.number(near)));
  }

  /** Adds the numbers of duplicates to a JSON object. */
  static void add(ObjectNode node, Duplicates duplicates) {
    ObjectNode counts =
        node.putObject("duplicates")
            .put("same_in_train", duplicates.sameInTrain())
            .put("near_in_train", duplicates.nearInTrain())
            .put("same_in_test", duplicates.sameInTest())
            .put("near_in_test", duplicates.nearInTest());
    ArrayNode examples = counts.putArray("examples");
    for (Duplicates.Pair each : duplicates.examples()) {
      examples
          .addObject()
          .put("train", each.first())
          .put(each.leaked() ? "test" : "again", each.second())
          .put("same", each.same());
    }
  }
}
