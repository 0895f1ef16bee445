package fovea.cli;

import fovea.experiment.Training;
import fovea.lab.words.Texts;
import fovea.run.Diagnosis;
import fovea.run.History;
import fovea.train.Metrics;
import fovea.train.Outcome;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Prints the result of a training run and the diagnosis of its losses. */
final class ResultDisplay {

  /** What shells take for a word without quotes. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{N}_./:@%+=,\\\\-]+");

  private final Console console;
  private final Texts texts;
  private final boolean validation;

  /**
   * @param texts the bundle {@code run}
   * @param validation whether the epochs were judged by images for validation
   */
  ResultDisplay(Console console, Texts texts, boolean validation) {
    this.console = console;
    this.texts = texts;
    this.validation = validation;
  }

  /** A message about the images that epochs are judged by. */
  private String judged(String key, Object... arguments) {
    return judged(texts, validation, key, arguments);
  }

  /**
   * A message about the images that epochs are judged by.
   *
   * @param texts the bundle {@code run}
   * @param validation whether they are images for validation
   */
  static String judged(Texts texts, boolean validation, String key, Object... arguments) {
    String name = key + ".validation";
    return texts.text(validation && texts.has(name) ? name : key, arguments);
  }

  void print(Training.Result result) {
    boolean tested = !result.history().epochs().isEmpty();
    console.prose(
        texts.text("end", judged("end." + result.outcome()), texts.number(result.seconds(), 1))
            + result.test().map(test -> test(result, test)).orElse(""));
    result.history().best().ifPresent(best -> console.prose(best(result.history(), best)));
    result.firstLoss().ifPresent(loss -> console.prose(firstLoss(loss, result.classes())));
    result.diagnosis().ifPresent(found -> console.prose(text(result.history(), found)));
    Path folder = result.run().folder();
    String run = texts.text("end.run", folder);
    console.message("%s", tested ? run + texts.text("end.files") : run);
    boolean finished =
        result.outcome() == Outcome.COMPLETED || result.outcome() == Outcome.STOPPED_EARLY;
    String next = texts.text(finished ? "end.next" : "end.resume", argument(folder));
    console.message("%s", console.asCalled(next));
  }

  /** A folder as an argument that can be copied to a shell. */
  private static String argument(Path folder) {
    String text = folder.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private String test(Training.Result result, Metrics test) {
    String loss = texts.number(test.loss(), 4);
    String accuracy = texts.number(100 * test.accuracy(), 2);
    return result.outcome() == Outcome.TIME_OVER || result.history().epochs().isEmpty()
        ? judged("end.now", loss, accuracy)
        : judged("end.last", result.history().last().number(), loss, accuracy);
  }

  private String best(History history, History.Epoch best) {
    return best.number() == history.last().number()
        ? judged("end.lastIsBest", best.number())
        : judged("end.best", best.number(), texts.number(100 * best.testAccuracy(), 2));
  }

  private String firstLoss(double loss, int classes) {
    return texts.text(
        "end.firstLoss", texts.number(loss, 3), classes, texts.number(Math.log(classes), 3));
  }

  private String text(History history, Diagnosis diagnosis) {
    String loss = texts.number(diagnosis.lowest().testLoss(), 4);
    String lowest =
        history.epochs().size() == 1
            ? judged("diagnosis.one", loss)
            : judged("diagnosis", diagnosis.lowest().number(), loss, sinceThen(diagnosis));
    return Double.isNaN(diagnosis.gap())
        ? lowest
        : lowest + judged("diagnosis.gap", texts.signed(100 * diagnosis.gap(), 2));
  }

  private String sinceThen(Diagnosis diagnosis) {
    if (!diagnosis.overfits() && diagnosis.stillLearns()) {
      return texts.text("diagnosis.stillLearns");
    }
    double rise = 100 * (diagnosis.last().testLoss() / diagnosis.lowest().testLoss() - 1);
    return diagnosis.overfits()
        ? texts.text("diagnosis.overfits", texts.number(rise, 0))
        : texts.text("diagnosis.higher", texts.number(rise, 1));
  }
}
