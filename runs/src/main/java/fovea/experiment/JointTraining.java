package fovea.experiment;

import fovea.data.Sha256;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Machine;
import fovea.run.Run;
import fovea.train.Group;
import fovea.train.ring.Rendezvous;
import fovea.train.ring.Ring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Trains one network in several processes, each of which is given the same recipe: synchronous
 * data-parallel training. Each computes with its slice of every batch; the mean of their gradients
 * is that of the whole batch. Batch normalisation takes its statistics from slices, unless the
 * recipe synchronises it, and dropout draws for each slice of its own. The first member writes the
 * run.
 */
public final class JointTraining {

  /**
   * Keys that may differ between members: where they find things, how they compute, and what only
   * the first one decides.
   */
  private static final Set<String> OF_ONE_MEMBER =
      Set.of("dataset", "model", "network", "init", "threads", "engine", "precision");

  private final Training training;
  private final Rendezvous rendezvous;

  /**
   * @param training what trains, as if alone
   * @param rendezvous where the members meet
   */
  public JointTraining(Training training, Rendezvous rendezvous) {
    this.training = training;
    this.rendezvous = rendezvous;
  }

  /**
   * Trains a recipe from the start.
   *
   * @param folder the run's folder, for the member that writes it; if empty, a new folder in {@code
   *     runs}
   * @return empty if this is not the member that writes the run
   * @throws IOException if the others do not come or do not agree
   * @throws java.io.UncheckedIOException if one of them is gone; the message names it
   */
  public Optional<Training.Result> train(Recipe recipe, Optional<Path> folder) throws IOException {
    return together(meeting -> training.train(recipe, folder, meeting));
  }

  /**
   * Resumes a run, which may have been trained by any number of members. All members read its
   * recipe and network; its checkpoint is that of the first one.
   *
   * @param written the run's recipe, with the changes to be saved in it
   * @return empty if this is not the member that writes the run
   * @throws IOException if the others do not come or do not agree
   * @throws java.io.UncheckedIOException if one of them is gone; the message names it
   */
  public Optional<Training.Result> resume(Run run, Recipe written) throws IOException {
    return together(meeting -> training.resume(run, written, meeting));
  }

  private interface Work {
    Optional<Training.Result> train(Meeting meeting) throws IOException;
  }

  private Optional<Training.Result> together(Work work) throws IOException {
    Joined joined = new Joined();
    try {
      return work.train(joined);
    } catch (IOException | RuntimeException e) {
      joined.ring.ifPresent(ring -> ring.fail(String.valueOf(e.getMessage())));
      throw e;
    } finally {
      joined.ring.ifPresent(Ring::close);
    }
  }

  /** Meets the others, and keeps the ring to close it. */
  private final class Joined implements Meeting {
    private Optional<Ring> ring = Optional.empty();

    @Override
    public Group group(Start start, Recipe recipe, Setup setup) throws IOException {
      Ring met = rendezvous.meet(terms(start, recipe, setup));
      ring = Optional.of(met);
      return met;
    }
  }

  /** What decides the training: all keys of the recipe but those that only name places. */
  private Map<String, String> terms(Start start, Recipe recipe, Setup setup) {
    Map<String, String> terms = new LinkedHashMap<>();
    terms.put("version of Fovea", Machine.version());
    terms.put("number of workers", Integer.toString(rendezvous.size()));
    terms.put("engine", start.engine().description());
    terms.put("computed precision", setup.precision().label());
    terms.put("training images", start.data().train().checksum());
    terms.put("test images", start.data().test().checksum());
    terms.put("network", Sha256.hex(setup.network().toString()));
    RecipeReader.values(recipe)
        .forEach(
            (key, value) -> {
              if (!OF_ONE_MEMBER.contains(key)) {
                terms.put(key, value.isValueNode() ? value.asText() : value.toString());
              }
            });
    return terms;
  }
}
