package fovea.run;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The origin of a trained network, and everything needed to use it except its parameters. A run's
 * folder stores it in files; every checkpoint also carries it in its header, so that a checkpoint
 * can be used without its run.
 *
 * @param recipe the recipe it was trained with
 * @param info the machine and the data it was trained on
 * @param network the network
 */
public record Provenance(Recipe recipe, RunInfo info, Network network) {

  private static final String NETWORK = "network";
  private static final String RECIPE = "fovea.recipe";
  private static final String RUN = "fovea.run";

  /**
   * Reads the provenance of a run.
   *
   * @throws IOException if one of its files cannot be read or is damaged
   */
  public static Provenance of(Run run) throws IOException {
    RunInfo info = run.info();
    Recipe recipe = info.settled(run.recipe());
    return new Provenance(recipe, info, run.network());
  }

  /**
   * Reads the provenance that a checkpoint carries. Checkpoints written by earlier versions carry
   * none; theirs is read from the run in whose folder they are.
   *
   * @throws IOException if the checkpoint cannot be read, is damaged, or has no provenance
   */
  public static Provenance of(Path checkpoint) throws IOException {
    Map<String, String> texts;
    try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
      texts = reader.metadata();
    }
    Optional<Provenance> carried = read(checkpoint.toString(), texts);
    if (carried.isPresent()) {
      return carried.get();
    }
    Path folder = checkpoint.toAbsolutePath().getParent();
    if (Run.exists(folder)) {
      return of(Run.open(folder));
    }
    throw new IOException(
        ("%s does not say what network it is of: give the folder of its run, or a checkpoint"
                + " that this version of Fovea wrote")
            .formatted(checkpoint));
  }

  /**
   * Reads the provenance from the texts that a file carries.
   *
   * @param source the name of the file in messages
   * @param texts what {@link #texts} gave, and possibly others; empty if some are missing
   * @throws IOException if a text is damaged
   */
  public static Optional<Provenance> read(String source, Map<String, String> texts)
      throws IOException {
    if (!texts.keySet().containsAll(List.of(NETWORK, RECIPE, RUN))) {
      return Optional.empty();
    }
    try {
      RunInfo info = info(source, texts.get(RUN));
      Recipe recipe = RecipeReader.parse(source, texts.get(RECIPE));
      Network network = RunNetwork.parse(source, texts.get(NETWORK));
      return Optional.of(new Provenance(info.settled(recipe), info, network));
    } catch (RecipeException e) {
      throw new IOException("%s is damaged: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static RunInfo info(String source, String text) throws IOException {
    try {
      return RunInfo.parse(text);
    } catch (IOException e) {
      throw new IOException(
          "%s is damaged: in its header, %s: %s".formatted(source, RUN, e.getMessage()), e);
    }
  }

  /**
   * The entries for the header of a checkpoint. They contain only what determines the checkpoint's
   * parameters, not when, by which command or for how long it was trained. A run that was
   * interrupted and resumed therefore ends with the same file as an uninterrupted one.
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(NETWORK, RunNetwork.write(network, info));
    texts.put(RECIPE, RecipeReader.writeUnchangeable(recipe));
    texts.put(RUN, info.reproducible().write());
    return texts;
  }

  /**
   * The shape of an image of the data set. The network's input may be smaller, because of cropping.
   */
  public Shape image() {
    return Shape.image(info.image().get(0), info.image().get(1), info.image().get(2));
  }
}
