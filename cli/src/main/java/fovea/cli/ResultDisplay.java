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

  /**
   * @param texts the bundle {@code run}
   */
  ResultDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  void print(Training.Result result) {
    boolean tested = !result.history().epochs().isEmpty();
    console.prose(
        texts.text("end", texts.text("end." + result.outcome()), texts.number(result.seconds(), 1))
            + result.test().map(test -> test(result, test)).orElse(""));
    result.history().best().ifPresent(best -> console.prose(best(result.history(), best)));
    result.firstLoss().ifPresent(loss -> console.prose(firstLoss(loss, result.classes())));
    result.diagnosis().ifPresent(found -> console.prose(text(found)));
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
        ? texts.text("end.now", loss, accuracy)
        : texts.text("end.last", result.history().last().number(), loss, accuracy);
  }

  private String best(History history, History.Epoch best) {
    return best.number() == history.last().number()
        ? texts.text("end.lastIsBest", best.number())
        : texts.text("end.best", best.number(), texts.number(100 * best.testAccuracy(), 2));
  }

  private String firstLoss(double loss, int classes) {
    return texts.text(
        "end.firstLoss", texts.number(loss, 3), classes, texts.number(Math.log(classes), 3));
  }

  private String text(Diagnosis diagnosis) {
    String lowest =
        texts.text(
            "diagnosis",
            diagnosis.lowest().number(),
            texts.number(diagnosis.lowest().testLoss(), 4),
            sinceThen(diagnosis));
    return Double.isNaN(diagnosis.gap())
        ? lowest
        : lowest + texts.text("diagnosis.gap", texts.signed(100 * diagnosis.gap(), 2));
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
