package fovea.cli;

import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The flags that override keys of a recipe, one for each key. */
@Command // without options until addTo adds them
final class RecipeOptions {

  private static final List<String> TRUTHS = List.of("true", "false");

  private final Map<String, String> overrides = new LinkedHashMap<>();

  /** The values of the flags that were given, as text, by key. */
  Map<String, String> overrides() {
    return overrides;
  }

  /** Adds the flags to every command and subcommand that has this mixin. */
  static void addTo(CommandLine line) {
    add(line.getCommandSpec(), line.getCommandSpec());
    line.getSubcommands().values().forEach(RecipeOptions::addTo);
  }

  /** Adds the flags to a command if this mixin is among its mixins, at any depth. */
  private static void add(CommandSpec command, CommandSpec part) {
    if (part.userObject() instanceof RecipeOptions options) {
      RecipeKeys.all().forEach(key -> command.addOption(options.option(key)));
      command.usageMessage().abbreviateSynopsis(true).sortOptions(false);
    }
    part.mixins().values().forEach(mixed -> add(command, mixed));
  }

  private OptionSpec option(RecipeKey key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .paramLabel(key.label())
            .description(key.description().replace("%", "%%"))
            .type(String.class)
            .completionCandidates(candidates(key))
            .setter(setter(key.name()));
    return (key.isTruth() ? option.arity("0..1").fallbackValue("true") : option.arity("1")).build();
  }

  /** What a shell may complete; null if that is unknown, as picocli has it. */
  private static List<String> candidates(RecipeKey key) {
    List<String> choices = key.isTruth() ? TRUTHS : key.choices();
    return choices.isEmpty() ? null : choices;
  }

  private ISetter setter(String key) {
    return new ISetter() {
      @Override
      public <T> T set(T value) {
        if (value != null) {
          overrides.put(key, value.toString());
        }
        return null; // picocli ignores it
      }
    };
  }
}
