package fovea.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import fovea.data.DataIdentity;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of {@code run.json}: how a run was made, and what is needed to use its network.
 *
 * @param version the version of this format; 1 if the file does not say
 * @param fovea the version of Fovea
 * @param started time of the start, in ISO 8601
 * @param ended time of the end, in ISO 8601; empty while the run is in progress, or if it crashed
 * @param command the command line
 * @param java name and version of the Java virtual machine
 * @param system operating system and architecture
 * @param processor name of the processor
 * @param processors number of processors available to the Java virtual machine
 * @param threads number of threads that compute; 0 in checkpoints, which do not depend on it
 * @param engine the engine, with its version and the instruction set that it uses
 * @param precision the precision
 * @param network the network's name
 * @param parameters number of learned parameters
 * @param input the input shape of the network, for one image
 * @param image the shape of one image of the data set
 * @param classes the names of the classes
 * @param mean the mean that normalisation subtracts, per channel
 * @param deviation the standard deviation that normalisation divides by, per channel
 * @param trainImages number of training images used
 * @param testImages number of test images used
 * @param trainChecksum the SHA-256 of the training images and labels
 * @param testChecksum the SHA-256 of the test images and labels
 * @param finalTestImages number of images kept for a final test; 0 without such, and in files of
 *     earlier versions
 * @param finalTestChecksum the SHA-256 of these images and their labels; empty without such, and in
 *     files of earlier versions
 * @param language the language of the curves' labels, {@code en} or {@code fr}
 * @param others fields that this version of Fovea does not know, which are kept
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunInfo(
    int version,
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
    int finalTestImages,
    String finalTestChecksum,
    String language,
    Map<String, JsonNode> others) {

  /** The version of this format that is written. */
  public static final int VERSION = 2;

  private static final String OTHERS = "others";

  /** Fields that files of earlier versions lack, and their values then. */
  private static final Map<String, JsonNode> DEFAULTS =
      Map.of(
          "version",
          IntNode.valueOf(1),
          "final_test_images",
          IntNode.valueOf(0),
          "final_test_checksum",
          TextNode.valueOf(""),
          "language",
          TextNode.valueOf("en"));

  private static final List<String> FIELDS =
      Stream.of(RunInfo.class.getRecordComponents())
          .map(component -> SnakeCaseStrategy.INSTANCE.translate(component.getName()))
          .filter(name -> !name.equals(OTHERS))
          .toList();

  private static final ObjectMapper JSON = new ObjectMapper();

  public RunInfo {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * Parses the content of {@code run.json}.
   *
   * @throws IOException if the text is damaged; the message names a field that is missing
   */
  static RunInfo parse(String text) throws IOException {
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode given)) {
        throw new IOException("it is no JSON object");
      }
      ObjectNode known = JSON.createObjectNode();
      for (String field : FIELDS) {
        JsonNode value = given.remove(field);
        if (value == null || value.isNull()) {
          value = DEFAULTS.get(field);
        }
        if (value == null) {
          throw new IOException("it has no '%s'".formatted(field));
        }
        known.set(field, value);
      }
      known.set(OTHERS, given);
      return checked(JSON.treeToValue(known, RunInfo.class));
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  private static RunInfo checked(RunInfo info) throws IOException {
    if (info.input.size() != 3 || info.image.size() != 3) {
      throw new IOException("'input' and 'image' must have three numbers each");
    }
    if (info.classes.isEmpty()) {
      throw new IOException("it has no 'classes'");
    }
    return info;
  }

  /** Formats the content of {@code run.json}. */
  String write() {
    try {
      ObjectNode fields = JSON.valueToTree(this);
      fields.remove(OTHERS);
      fields.setAll(others);
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("provenance is texts and numbers", e);
    }
  }

  /**
   * The recipe with the engine and the precision that the run started with, even where the recipe
   * says {@code auto}, so that training is not silently resumed with others. An exception is a run
   * with oneDNN, which keeps the recipe's setting: if that is {@code auto}, the run is resumed with
   * the reference engine on a machine without oneDNN.
   */
  public Recipe settled(Recipe recipe) {
    String name = engine.split(" ", 2)[0];
    String settled = name.equals("onednn") ? recipe.engine() : name;
    return RecipeReader.change(
        RecipeReader.change(recipe, "engine", settled), "precision", precision);
  }

  /**
   * Whether epochs are judged by images for validation, and not by the test images of the data set.
   *
   * @param recipe the run's recipe
   */
  public boolean validates(Recipe recipe) {
    return recipe.holdout() > 0 || finalTestImages > 0;
  }

  /** What identifies the images that the run was trained and tested on. */
  public DataIdentity data() {
    return new DataIdentity(
        Shape.image(image.get(0), image.get(1), image.get(2)),
        classes,
        trainImages,
        testImages,
        trainChecksum,
        testChecksum,
        finalTestImages,
        finalTestChecksum);
  }

  /** A copy with another language for the curves' labels. */
  public RunInfo spoken(String language) {
    return with(started, ended, command, threads, language);
  }

  /** A copy with the time of the end. */
  public RunInfo endedAt(String time) {
    return with(started, time, command, threads, language);
  }

  /**
   * A copy without what differs between two trainings of the same recipe: times, command, number of
   * threads and language.
   */
  RunInfo reproducible() {
    return with("", "", "", 0, "en");
  }

  private RunInfo with(String started, String ended, String command, int threads, String language) {
    return new RunInfo(
        version,
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
        finalTestImages,
        finalTestChecksum,
        language,
        others);
  }
}
