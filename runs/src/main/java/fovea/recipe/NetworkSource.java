package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network as a user refers to it: one of the zoo, or one in a network file.
 *
 * @param name the name of the network
 * @param text its layers; empty for a network of the zoo
 * @param shape the input shape that it is designed for, if known
 */
public record NetworkSource(String name, Optional<NetworkText> text, Optional<Shape> shape) {

  private static final String FILE_IN_RUN = "network.yaml";
  private static final String RECIPE_IN_RUN = "recipe.yaml";
  private static final Shape DEFAULT_INPUT = Shape.image(3, 32, 32);
  private static final int DEFAULT_CLASSES = 10;

  /**
   * Finds a network.
   *
   * @param nameOrFile the name of a network of the zoo, a network file, or the folder of a run
   * @throws RecipeException if there is no such network, or the file does not contain a valid one;
   *     the message then names the line
   * @throws IOException if the file cannot be read
   */
  public static NetworkSource of(String nameOrFile) throws IOException {
    if (Zoo.names().contains(nameOrFile)) {
      return new NetworkSource(nameOrFile, Optional.empty(), Optional.of(Zoo.input(nameOrFile)));
    }
    Path path = Path.of(nameOrFile);
    Path file = Files.isDirectory(path) ? path.resolve(FILE_IN_RUN) : path;
    if (!Files.exists(file)) {
      throw Files.exists(path.resolve(RECIPE_IN_RUN)) ? earlier(path) : unknown(nameOrFile);
    }
    if (nameOrFile.endsWith(".safetensors")) {
      throw new RecipeException(
          "%s is a checkpoint: give the folder of its run, or the %s in it"
              .formatted(nameOrFile, FILE_IN_RUN));
    }
    NetworkFile read = NetworkFile.read(file);
    String stem = path.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return new NetworkSource(read.name().orElse(stem), Optional.of(read.network()), read.input());
  }

  /** The exception for a run that does not hold its network. */
  private static RecipeException earlier(Path run) throws IOException {
    String model = RecipeReader.read(run.resolve(RECIPE_IN_RUN).toString(), Map.of()).model();
    return new RecipeException(
        "%s is a run of an earlier version, which has no %s: its network is the zoo's %s, so give that name"
            .formatted(run, FILE_IN_RUN, model));
  }

  /** Whether a name can only be that of a file. */
  static boolean looksLikeAFile(String name) {
    return name.matches("(?i).*\\.ya?ml");
  }

  /** The file that may have been meant by a misspelt name. */
  private static String beside(String name) {
    Path folder = Path.of(name).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(NetworkSource::looksLikeAFile)
              .toList();
      return RecipeValues.didYouMean(Path.of(name).getFileName().toString(), names);
    } catch (IOException e) {
      return ""; // a folder that cannot be listed suggests nothing
    }
  }

  /** The exception for a name that is neither that of a network nor of a file. */
  static RecipeException unknown(String name) {
    if (looksLikeAFile(name)) {
      return new RecipeException(
          "model is '%s': there is no such file%s".formatted(name, beside(name)));
    }
    return new RecipeException(
        "model is '%s': it must be one of %s, a file that holds a network, or a run's folder%s"
            .formatted(
                name, String.join(", ", Zoo.names()), RecipeValues.didYouMean(name, Zoo.names())));
  }

  /**
   * The default input shape: the one that the network is designed for, or 3 x 32 x 32 if that is
   * not known.
   */
  public Shape input() {
    return shape.orElse(DEFAULT_INPUT);
  }

  /**
   * The default number of classes: the one that a network of the zoo is designed for, or 10 for a
   * network file.
   */
  public int classes() {
    return text.isPresent() ? DEFAULT_CLASSES : Zoo.classes(name);
  }

  /**
   * Builds the network.
   *
   * @param options the options of a network of the zoo; for a network file, only the number of
   *     classes may differ from the defaults
   * @param images the shape of the input images
   * @throws RecipeException if a network file is given other options, or one of its layers does not
   *     accept its input
   * @throws IllegalArgumentException if the network of the zoo does not support the options
   */
  public Network network(Zoo.Options options, Shape images) {
    if (text.isEmpty()) {
      return Zoo.network(name, options);
    }
    if (!options.equals(Zoo.Options.classes(options.classes()))) {
      throw new RecipeException(
          "dropout and batch normalisation are options of the zoo's networks, and %s is given as text: write them as lines of its layers"
              .formatted(name));
    }
    text.get().checkLayers(images, options.classes());
    return text.get().network(name, options.classes());
  }
}
