package fovea.lab.plan;

import fovea.recipe.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The session with what each command takes on this machine.
 *
 * @param parts its parts
 */
public record TimedPlan(List<Part> parts) {

  public TimedPlan {
    parts = List.copyOf(parts);
  }

  /**
   * A part.
   *
   * @param minutes how long the students have for it
   * @param tasks what they start
   */
  public record Part(int minutes, List<TimedTask> tasks) {
    public Part {
      tasks = List.copyOf(tasks);
    }

    /** The seconds that the machine needs for it. */
    public double seconds() {
      return tasks.stream().mapToDouble(TimedTask::seconds).sum();
    }
  }

  /**
   * A command with its cost.
   *
   * @param runs number of runs that it trains
   * @param seconds its duration
   * @param bytes what it writes
   */
  public record TimedTask(Task task, int runs, double seconds, long bytes) {}

  /** Runs a command that trains nothing. */
  @FunctionalInterface
  public interface Stopwatch {
    /**
     * The duration of a command in seconds.
     *
     * @param words its words after {@code fovea}
     */
    double seconds(List<String> words);
  }

  /**
   * Measures a plan.
   *
   * @param stopwatch measures the commands that train nothing
   * @throws IOException if a recipe cannot be read
   */
  public static TimedPlan measure(Plan plan, Stopwatch stopwatch) throws IOException {
    Speed speed = new Speed();
    List<Part> parts = new ArrayList<>();
    for (Plan.Part part : plan.parts()) {
      List<TimedTask> tasks = new ArrayList<>();
      for (Task task : part.tasks()) {
        List<Recipe> recipes = task.recipes();
        tasks.add(
            new TimedTask(
                task,
                recipes.size(),
                recipes.isEmpty()
                    ? stopwatch.seconds(task.words())
                    : recipes.stream().mapToDouble(speed::seconds).sum(),
                recipes.stream().mapToLong(speed::bytes).sum()));
      }
      parts.add(new Part(part.minutes(), tasks));
    }
    return new TimedPlan(parts);
  }

  /** The bytes that all runs write. */
  public long bytes() {
    return parts.stream().flatMap(part -> part.tasks().stream()).mapToLong(TimedTask::bytes).sum();
  }

  /** The seconds that the machine needs. */
  public double seconds() {
    return parts.stream().mapToDouble(Part::seconds).sum();
  }
}
