package fovea.lab.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.words.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A claim that a recipe reaches a test accuracy within a time, and the runs that test it.
 *
 * @param target the mean test accuracy that is claimed, from 0 to 1
 * @param seconds the mean duration of the training that is claimed
 * @param runs the runs so far
 */
public record RecordClaim(double target, double seconds, List<Row> runs) {

  /** The number of seeds from which on a claim can hold. */
  public static final int LEAST_SEEDS = 10;

  /**
   * One run.
   *
   * @param seed its seed
   * @param accuracy its test accuracy after the last epoch, with the views of the record
   * @param single the same with a single view
   * @param seconds the duration of its training, by {@link TrainingClock}
   */
  public record Row(long seed, double accuracy, double single, double seconds) {

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("seed", seed)
          .put("test_accuracy", accuracy)
          .put("test_accuracy_single_view", single)
          .put("seconds", seconds);
    }

    static Row of(JsonNode node) {
      return new Row(
          node.path("seed").asLong(),
          node.path("test_accuracy").asDouble(),
          node.path("test_accuracy_single_view").asDouble(),
          node.path("seconds").asDouble());
    }
  }

  /** Whether the claim holds. */
  public enum Verdict {
    /** There are fewer than {@link #LEAST_SEEDS} seeds. */
    TOO_FEW,
    HOLDS,
    TOO_INACCURATE,
    TOO_SLOW,
    /** Neither accurate nor fast enough. */
    NEITHER
  }

  public RecordClaim {
    runs = List.copyOf(runs);
  }

  /** The claim with one more run. */
  public RecordClaim with(Row run) {
    List<Row> all = new ArrayList<>(runs);
    all.add(run);
    return new RecordClaim(target, seconds, all);
  }

  /** The test accuracies. */
  public SampleStatistics accuracy() {
    return SampleStatistics.of(runs.stream().mapToDouble(Row::accuracy).toArray());
  }

  /** The durations in seconds. */
  public SampleStatistics duration() {
    return SampleStatistics.of(runs.stream().mapToDouble(Row::seconds).toArray());
  }

  /** What the runs say of the claim. */
  public Verdict verdict() {
    boolean accurate = accuracy().mean() >= target;
    boolean fast = duration().mean() <= seconds;
    if (runs.size() < LEAST_SEEDS) {
      return Verdict.TOO_FEW;
    }
    if (accurate) {
      return fast ? Verdict.HOLDS : Verdict.TOO_SLOW;
    }
    return fast ? Verdict.TOO_INACCURATE : Verdict.NEITHER;
  }

  /** Adds the claim, its runs and their statistics to a log. */
  public void into(ObjectNode log) {
    log.put("target", target).put("within_seconds", seconds);
    ArrayNode rows = log.putArray("runs");
    runs.forEach(run -> rows.add(run.json()));
    put(log.putObject("test_accuracy"), accuracy());
    put(log.putObject("seconds"), duration());
    log.put("verdict", verdict().name().toLowerCase(Locale.ROOT));
  }

  /** The runs that a log contains. */
  public static List<Row> runs(JsonNode log) {
    List<Row> rows = new ArrayList<>();
    log.path("runs").forEach(node -> rows.add(Row.of(node)));
    return rows;
  }

  private static void put(ObjectNode node, SampleStatistics sample) {
    put(node, "mean", sample.mean());
    put(node, "deviation", sample.deviation());
    put(node, "half_interval", sample.marginOfError());
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  /**
   * The means, their intervals, and what they say of the claim.
   *
   * @param texts the bundle {@code ladder.record}
   */
  public List<String> lines(Texts texts) {
    SampleStatistics accuracy = accuracy();
    SampleStatistics duration = duration();
    String wanted = texts.number(100 * target, 2);
    String limit = texts.number(seconds, 0);
    return List.of(
        accuracy.count() < 2
            ? texts.text("one", texts.number(100 * accuracy.mean(), 2), time(duration, texts))
            : texts.text(
                "mean",
                texts.number(100 * accuracy.mean(), 2),
                accuracy.count(),
                texts.number(100 * accuracy.marginOfError(), 2),
                time(duration, texts),
                texts.number(duration.marginOfError(), 1)),
        texts.text("verdict." + verdict(), wanted, limit, LEAST_SEEDS));
  }

  private static String time(SampleStatistics duration, Texts texts) {
    return texts.number(duration.mean(), 1);
  }
}
