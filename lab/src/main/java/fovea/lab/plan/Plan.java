package fovea.lab.plan;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The session of the lab.
 *
 * @param parts its parts, in order
 */
public record Plan(List<Part> parts) {

  public Plan {
    parts = List.copyOf(parts);
  }

  /**
   * A part of the session.
   *
   * @param minutes how long the students have for it
   * @param tasks what they start
   */
  public record Part(int minutes, List<Task> tasks) {
    public Part {
      tasks = List.copyOf(tasks);
    }
  }

  /** The plan of the lab's four hours. */
  public static Plan ofTheLab() {
    try (InputStream in = Plan.class.getResourceAsStream("plan.yaml")) {
      return new Plan(
          new ObjectMapper(new YAMLFactory()).readValue(in, new TypeReference<List<Part>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException("the plan cannot be read", e);
    }
  }
}
