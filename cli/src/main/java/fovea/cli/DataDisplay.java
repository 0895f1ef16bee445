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

  /** That a data set can be used. */
  void tellHere(DataSet data) {
    say(
        texts.text(
            "here",
            data.name(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
  }

  private void say(String text) {
    console.result("%s", text);
  }

  /** Classes and counts. */
  void tell(DataSet data) {
    say(
        texts.text(
            "sizes",
            data.name(),
            data.shape(),
            texts.number(data.train().size()),
            texts.number(data.test().size())));
    int[] train = DataCommand.counts(data.train());
    int[] test = DataCommand.counts(data.test());
    console.result(
        "%n%4s %-20s%10s%10s", "", texts.text("class"), texts.text("train"), texts.text("test"));
    for (int i = 0; i < train.length; i++) {
      console.result(
          "%4d %-20s%10s%10s",
          i, data.classes().get(i), texts.number(train[i]), texts.number(test[i]));
    }
  }
}
