package fovea.cli;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a directory's images are brought to one size: the options that are recipe keys as well. */
final class FolderOptions {

  private final Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--image-size",
      paramLabel = "N|WxH",
      description = "Size of a directory's images: 224, or width x height (320x240).")
  void setImageSize(String side) {
    settings.put("image_size", side);
  }

  @Option(
      names = "--resize",
      paramLabel = "NAME",
      description = "How images of other proportions get them: crop, squash or pad (crop).")
  void setResize(String mode) {
    settings.put("resize", mode);
  }

  @Option(names = "--ignore-exif", description = "Do not turn images as their EXIF data say.")
  void setIgnoreExif(boolean ignore) {
    settings.put("ignore_exif", Boolean.toString(ignore));
  }

  @Option(names = "--skip-damaged", description = "Leave out image files that cannot be read.")
  void setSkipDamaged(boolean skip) {
    settings.put("skip_damaged", Boolean.toString(skip));
  }

  /** The recipe keys that were given. */
  Map<String, String> settings() {
    return settings;
  }

  /** Loads a data set with these options. */
  DataSet load(DataCatalog catalog, String name) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("dataset", name);
    Recipe recipe = RecipeReader.read("baseline", all);
    return catalog.load(name, recipe.imageOptions(), format -> {});
  }
}
