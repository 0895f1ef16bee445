package fovea.cli;

import fovea.data.DataSet;
import fovea.lab.words.Texts;

/** Prints the classes and counts of a data set. */
final class DataDisplay {

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
    int[] train = data.train().counts();
    int[] test = data.test().counts();
    console.result(
        "%n%4s %-20s%10s%10s", "", texts.text("class"), texts.text("train"), texts.text("test"));
    for (int i = 0; i < train.length; i++) {
      console.result(
          "%4d %-20s%10s%10s",
          i, data.classes().get(i), texts.number(train[i]), texts.number(test[i]));
    }
  }
}
