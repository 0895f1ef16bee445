package fovea.cli;

import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The flags that override keys of a recipe: each has its key's name. */
@Command // with no option of its own until they are added
final class RecipeOptions {

  private final Map<String, String> overrides = new LinkedHashMap<>();

  /** The keys that were given, with their values as texts. */
  Map<String, String> overrides() {
    return overrides;
  }

  /** Gives the flags to every command that has these options. */
  static void addTo(CommandLine line) {
    add(line.getCommandSpec(), line.getCommandSpec());
    line.getSubcommands().values().forEach(RecipeOptions::addTo);
  }

  /** Looks for these options among what is mixed into a command, at any depth. */
  private static void add(CommandSpec command, CommandSpec part) {
    if (part.userObject() instanceof RecipeOptions options) {
      RecipeKeys.all().forEach(key -> command.addOption(options.option(key)));
    }
    part.mixins().values().forEach(mixed -> add(command, mixed));
  }

  private OptionSpec option(RecipeKey key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .paramLabel(key.label())
            .description(key.description().replace("%", "%%"))
            .type(String.class)
            .setter(setter(key.name()));
    return (key.isTruth() ? option.arity("0..1").fallbackValue("true") : option.arity("1")).build();
  }

  private ISetter setter(String key) {
    return new ISetter() {
      @Override
      public <T> T set(T value) {
        if (value != null) {
          overrides.put(key, value.toString());
        }
        return null; // which picocli ignores
      }
    };
  }
}
