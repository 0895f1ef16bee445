package fovea.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.util.List;

/**
 * The content of {@code run.json}: the origin of a run, and what is needed to use its network.
 *
 * @param fovea the version that trained it
 * @param started when, in ISO 8601
 * @param ended when it ended, in ISO 8601; empty while it runs and if it died
 * @param command the command line
 * @param java the Java runtime
 * @param system operating system and architecture
 * @param processor the processor's name
 * @param processors cores of the machine
 * @param threads threads that computed
 * @param engine the engine, with its version and the instruction set that it uses
 * @param precision the precision
 * @param network the network's name
 * @param parameters numbers that it learns
 * @param input the shape of one image before the network
 * @param image the shape of one image of the data set
 * @param classes the names of the classes
 * @param mean what normalisation subtracts, a number a channel
 * @param deviation what it divides by
 * @param trainImages how many training images were used
 * @param testImages how many test images were used
 * @param trainChecksum the SHA-256 of the training images and labels
 * @param testChecksum the SHA-256 of the test images and labels
 * @param language what its curves are labelled in, {@code en} or {@code fr}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunInfo(
    String fovea,
    String started,
    String ended,
    String command,
    String java,
    String system,
    String processor,
    int processors,
    int threads,
    String engine,
    String precision,
    String network,
    long parameters,
    List<Integer> input,
    List<Integer> image,
    List<String> classes,
    List<Float> mean,
    List<Float> deviation,
    int trainImages,
    int testImages,
    String trainChecksum,
    String testChecksum,
    String language) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public RunInfo {
    language = language == null ? "en" : language; // as all runs were before there was a choice
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the text is damaged
   */
  static RunInfo parse(String text) throws IOException {
    try {
      return JSON.readValue(text, RunInfo.class);
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  /** As JSON, the content of {@code run.json}. */
  String write() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("provenance is texts and numbers", e);
    }
  }

  /**
   * The run's recipe with the engine and the precision that it began with, whatever the recipe
   * leaves to the machine, for what is learned in one is not continued in another unnoticed. Where
   * oneDNN was chosen by itself it stays so: on a machine without it the reference engine goes on.
   */
  public Recipe settled(Recipe recipe) {
    String name = engine.split(" ", 2)[0];
    String settled = name.equals("onednn") ? recipe.engine() : name;
    return RecipeReader.change(
        RecipeReader.change(recipe, "engine", settled), "precision", precision);
  }

  /** The same run, its curves in a language. */
  public RunInfo spoken(String language) {
    return with(started, ended, command, language);
  }

  /** The same run, ended at a time. */
  public RunInfo endedAt(String time) {
    return with(started, time, command, language);
  }

  /** The same without what differs each time that it is trained: times, command and language. */
  RunInfo timeless() {
    return with("", "", "", "en");
  }

  private RunInfo with(String started, String ended, String command, String language) {
    return new RunInfo(
        fovea,
        started,
        ended,
        command,
        java,
        system,
        processor,
        processors,
        threads,
        engine,
        precision,
        network,
        parameters,
        input,
        image,
        classes,
        mean,
        deviation,
        trainImages,
        testImages,
        trainChecksum,
        testChecksum,
        language);
  }
}
