package fovea.studio.jobs;

import java.util.List;
import java.util.Map;

/**
 * A part of the form of a recipe.
 *
 * @param title its heading by language
 * @param keys its keys, in order
 */
public record FormSection(Map<String, String> title, List<Key> keys) {

  /**
   * A key of recipes.
   *
   * @param name its name
   * @param help its meaning by language
   */
  public record Key(String name, Map<String, String> help) {
    public Key {
      help = Map.copyOf(help);
    }
  }

  public FormSection {
    title = Map.copyOf(title);
    keys = List.copyOf(keys);
  }
}
