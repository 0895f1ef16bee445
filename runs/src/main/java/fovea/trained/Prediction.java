package fovea.trained;

import fovea.train.Scores;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The predicted probability of each class for an image.
 *
 * @param classes the names of the classes
 * @param probabilities the probability of each, in the same order; their sum is 1
 */
public record Prediction(List<String> classes, List<Double> probabilities) {

  /**
   * A class and its probability.
   *
   * @param label the class's name
   * @param probability from 0 to 1
   */
  public record Candidate(String label, double probability) {}

  public Prediction {
    classes = List.copyOf(classes);
    probabilities = List.copyOf(probabilities);
    if (classes.isEmpty() || classes.size() != probabilities.size()) {
      throw new IllegalArgumentException(
          "%d classes and %d probabilities: there must be one of each a class"
              .formatted(classes.size(), probabilities.size()));
    }
  }

  /** The likeliest class; the first of equals. */
  public String label() {
    return classes.get(index());
  }

  /** The number of the likeliest class, from 0. */
  public int index() {
    return Scores.argmax(probabilities.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The probability of the likeliest class. */
  public double probability() {
    return probabilities.get(index());
  }

  /**
   * The likeliest classes, the likeliest first.
   *
   * @param count how many; fewer if there are fewer classes
   * @throws IllegalArgumentException if the count is below 1
   */
  public List<Candidate> top(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count is %d: it must be at least 1".formatted(count));
    }
    return IntStream.range(0, classes.size())
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities.get(label)))
        .limit(count)
        .map(label -> new Candidate(classes.get(label), probabilities.get(label)))
        .toList();
  }
}
