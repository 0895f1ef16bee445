package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network that a user names: one of the zoo, or one in a network file.
 *
 * @param name what the network is called
 * @param text its layers, if it comes from a file
 * @param shape the shape of the images that it was made for, if that is known
 */
public record NetworkSource(String name, Optional<NetworkText> text, Optional<Shape> shape) {

  private static final String FILE = "network.yaml";
  private static final Shape USUAL_INPUT = Shape.image(3, 32, 32);
  private static final int USUAL_CLASSES = 10;

  /**
   * Finds a network.
   *
   * @param nameOrFile a name of the zoo, a network file, or the folder of a run
   * @throws RecipeException if there is none, or the file holds none; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static NetworkSource of(String nameOrFile) throws IOException {
    if (Zoo.names().contains(nameOrFile)) {
      return new NetworkSource(nameOrFile, Optional.empty(), Optional.of(Zoo.input(nameOrFile)));
    }
    Path path = Path.of(nameOrFile);
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    if (!Files.exists(file)) {
      throw unknown(nameOrFile);
    }
    NetworkFile read = NetworkFile.read(file);
    String stem = path.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return new NetworkSource(read.name().orElse(stem), Optional.of(read.network()), read.input());
  }

  static RecipeException unknown(String name) {
    return new RecipeException(
        "model is '%s': it must be one of %s, a file that holds a network, or a run's folder%s"
            .formatted(
                name, String.join(", ", Zoo.names()), RecipeValues.didYouMean(name, Zoo.names())));
  }

  /** The shape of an image where nobody says: that which the network was made for. */
  public Shape input() {
    return shape.orElse(USUAL_INPUT);
  }

  /** How many classes there are where nobody says. */
  public int classes() {
    return text.isPresent() ? USUAL_CLASSES : Zoo.classes(name);
  }

  /**
   * The network, for images of a shape.
   *
   * @param options what is asked of a network of the zoo; a text takes the number of classes alone
   * @throws RecipeException if a text is asked for more, or a layer of it cannot take what reaches
   *     it
   * @throws IllegalArgumentException if a network of the zoo has no such options
   */
  public Network network(Zoo.Options options, Shape images) {
    if (text.isEmpty()) {
      return Zoo.network(name, options);
    }
    if (!options.equals(Zoo.Options.classes(options.classes()))) {
      throw new RecipeException(
          "dropout and batch normalisation are options of the zoo's networks: %s is a text, where they are lines"
              .formatted(name));
    }
    text.get().checkLayers(images, options.classes());
    return text.get().network(name, options.classes());
  }
}
