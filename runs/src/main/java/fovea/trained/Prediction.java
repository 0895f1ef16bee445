package fovea.trained;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.train.Scores;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The predicted probability of each class for one image.
 *
 * @param classes the names of the classes
 * @param probabilities the probability of each class, in the same order; their sum is 1
 */
public record Prediction(List<String> classes, List<Double> probabilities) {

  /**
   * A class and its probability.
   *
   * @param label the name of the class
   * @param probability its probability, from 0 to 1
   */
  public record Candidate(String label, double probability) {}

  public Prediction {
    classes = List.copyOf(classes);
    probabilities = List.copyOf(probabilities);
    if (classes.isEmpty() || classes.size() != probabilities.size()) {
      throw new IllegalArgumentException(
          "%s classes and %s probabilities: there must be one probability per class"
              .formatted(classes.size(), probabilities.size()));
    }
  }

  /** The name of the most probable class; of equally probable ones, the first. */
  public String label() {
    return classes.get(index());
  }

  /** The index of the most probable class; of equally probable ones, the first. */
  public int index() {
    return Scores.argmax(probabilities.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The probability of the most probable class. */
  public double probability() {
    return probabilities.get(index());
  }

  /**
   * The most probable classes, in descending order of probability.
   *
   * @param count number of classes; all of them if there are fewer
   * @throws IllegalArgumentException if the count is below 1
   */
  public List<Candidate> top(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count is %s: it must be at least 1".formatted(count));
    }
    return IntStream.range(0, classes.size())
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities.get(label)))
        .limit(count)
        .map(label -> new Candidate(classes.get(label), probabilities.get(label)))
        .toList();
  }

  /**
   * The most probable classes, as commands and services write them: objects with {@code class} and
   * {@code probability}.
   *
   * @param count number of classes; all of them if there are fewer
   * @throws IllegalArgumentException if the count is below 1
   */
  public ArrayNode json(int count) {
    ArrayNode candidates = JsonNodeFactory.instance.arrayNode();
    for (Candidate each : top(count)) {
      candidates.addObject().put("class", each.label()).put("probability", each.probability());
    }
    return candidates;
  }
}
