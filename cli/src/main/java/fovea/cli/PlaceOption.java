package fovea.cli;

import fovea.data.DataCatalog;
import fovea.run.Run;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --dataset} of commands on a run: where its images are now. */
final class PlaceOption {

  @Option(
      names = "--dataset",
      paramLabel = "NAME|DIR",
      description = "The place of the run's images, if they were moved.")
  private Optional<String> place = Optional.empty();

  /** The console's catalogue, which finds the images of a run in their place. */
  DataCatalog catalog(Console console, Run run, String language) throws IOException {
    DataCatalog catalog = console.catalog(language);
    return place.isPresent() ? catalog.moved(run.recipe().dataset(), place.get()) : catalog;
  }
}
