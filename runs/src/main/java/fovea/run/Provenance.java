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

/**
 * The origin of a trained network, and all that is needed besides its parameters to use it. A run's
 * folder has it in files; every checkpoint carries it in its header, so that it can travel alone.
 *
 * @param recipe what was trained
 * @param info where it was trained, and on what
 * @param network the network
 */
public record Provenance(Recipe recipe, RunInfo info, Network network) {

  private static final String NETWORK = "network";
  private static final String RECIPE = "fovea.recipe";
  private static final String RUN = "fovea.run";

  /**
   * The provenance of a run.
   *
   * @throws IOException if a file of it cannot be read or is damaged
   */
  public static Provenance of(Run run) throws IOException {
    RunInfo info = run.info();
    Recipe recipe = info.settled(run.recipe());
    return new Provenance(recipe, info, run.network());
  }

  /**
   * The provenance that a checkpoint carries. Of one that an earlier version wrote, which carries
   * none, it is that of the run whose folder it lies in.
   *
   * @throws IOException if it cannot be read, there is none, or it is damaged
   */
  public static Provenance of(Path checkpoint) throws IOException {
    Map<String, String> texts;
    try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
      texts = reader.metadata();
    }
    if (!texts.keySet().containsAll(List.of(NETWORK, RECIPE, RUN))) {
      Path folder = checkpoint.toAbsolutePath().getParent();
      if (Run.isIn(folder)) {
        return of(Run.open(folder));
      }
      throw new IOException(
          "%s does not say what network it is of: give the folder of its run, or a checkpoint that this version of Fovea wrote"
              .formatted(checkpoint));
    }
    try {
      RunInfo info = RunInfo.parse(texts.get(RUN));
      Recipe recipe = RecipeReader.parse(checkpoint.toString(), texts.get(RECIPE));
      Network network = RunNetwork.parse(checkpoint.toString(), texts.get(NETWORK));
      return new Provenance(info.settled(recipe), info, network);
    } catch (RecipeException e) {
      throw new IOException("%s is damaged: %s".formatted(checkpoint, e.getMessage()), e);
    }
  }

  /**
   * The texts that a checkpoint's header gets. They hold what decides the checkpoint's bits and not
   * when, by which command or how far it was trained, so that a run that was interrupted ends in
   * the same file as one that was not.
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(NETWORK, RunNetwork.write(network, info));
    texts.put(RECIPE, RecipeReader.writeUnchangeable(recipe));
    texts.put(RUN, info.timeless().write());
    return texts;
  }

  /** The shape of an image of the data set; the network may see a part of it only. */
  public Shape image() {
    return Shape.image(info.image().get(0), info.image().get(1), info.image().get(2));
  }
}
