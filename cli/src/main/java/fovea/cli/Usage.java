package fovea.cli;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help texts of commands: in the user's language, with Fovea called as the user calls it, and
 * with the options that set a recipe's keys by topic, with their defaults.
 */
final class Usage {

  private static final String BUNDLE = "fovea.cli.help";

  private static final String NOTE = "note.";
  private static final Pattern EXAMPLES = Pattern.compile("Examples?:");

  private final Console console;
  private final ResourceBundle headings;

  private Usage(Console console, ResourceBundle headings) {
    this.console = console;
    this.headings = headings;
  }

  /** Lets a command and its subcommands show their help so. */
  static void install(CommandLine line, Console console) {
    Locale locale = console.language().equals("fr") ? Locale.FRENCH : Locale.ROOT;
    ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, locale, Usage.class.getModule());
    line.setResourceBundle(bundle);
    new Usage(console, bundle).install(line);
  }

  private void install(CommandLine line) {
    Map<String, CommandLine.IHelpSectionRenderer> sections =
        new LinkedHashMap<>(line.getHelpSectionMap());
    sections.put(
        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
        help -> called(help.synopsis(help.synopsisHeadingLength())));
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::options);
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, this::footer);
    line.setHelpSectionMap(sections);
    line.getSubcommands().values().forEach(this::install);
  }

  /** The footer: notes, which a bundle may have in another language, and examples. */
  private String footer(Help help) {
    String text = help.footer();
    String note = NOTE + help.commandSpec().qualifiedName(".");
    Matcher examples = EXAMPLES.matcher(text);
    if (examples.find()) {
      String before =
          headings.containsKey(note)
              ? String.format("%n%s%n%n", headings.getString(note))
              : text.substring(0, examples.start());
      text = before + headings.getString("examples") + text.substring(examples.end());
    }
    return console.asCalled(text);
  }

  private String called(String synopsis) {
    return synopsis.replaceFirst("^" + Console.NAME, Matcher.quoteReplacement(console.command()));
  }

  /** The options of the command itself, then those of recipes, topic by topic. */
  private String options(Help help) {
    Map<String, OptionSpec> byFlag = new LinkedHashMap<>();
    help.commandSpec().options().forEach(option -> byFlag.put(option.longestName(), option));
    Predicate<OptionSpec> ofRecipe = option -> key(option) != null;
    if (byFlag.values().stream().noneMatch(ofRecipe)) {
      return help.optionList();
    }
    StringBuilder text = new StringBuilder();
    append(text, help, byFlag.values().stream().filter(ofRecipe.negate()).toList());
    Defaults defaults = new Defaults();
    for (Topic topic : Topic.values()) {
      List<OptionSpec> options =
          topic.keys().stream()
              .map(name -> byFlag.get("--" + name.replace('_', '-')))
              .map(option -> withDefault(option, defaults))
              .toList();
      text.append(heading(topic.heading()));
      append(text, help, options);
    }
    return text.append(heading("defaults")).toString();
  }

  private String heading(String key) {
    return String.format("%n%s%n", headings.getString(key));
  }

  private static void append(StringBuilder text, Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout();
    layout.addOptions(new ArrayList<>(options), help.parameterLabelRenderer());
    text.append(layout);
  }

  private static RecipeKey key(OptionSpec option) {
    return RecipeKeys.all().stream()
        .filter(key -> key.flag().equals(option.longestName()))
        .filter(key -> option.userObject() == null)
        .findFirst()
        .orElse(null);
  }

  private static OptionSpec withDefault(OptionSpec option, Defaults defaults) {
    String[] description = option.description().clone();
    description[description.length - 1] += defaults.text(key(option)).replace("%", "%%");
    return OptionSpec.builder(option).description(description).build();
  }

  /**
   * What keys are without a flag: in no recipe, and in the recipe that is used if none is named.
   */
  private static final class Defaults {

    private final Map<String, String> inRecipe = new LinkedHashMap<>();

    Defaults() {
      try {
        Recipe none = RecipeReader.parse("", "");
        Recipe usual = RecipeReader.read(RecipeReader.shipped().get(0), Map.of());
        for (String change : RecipeReader.changes(none, usual)) {
          String[] parts = change.split(": ", 2);
          inRecipe.put(parts[0], plain(parts[1]));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a recipe that comes with Fovea can be read", e);
      }
    }

    String text(RecipeKey key) {
      String alone = plain(String.valueOf(key.usual()));
      String given = inRecipe.getOrDefault(key.name(), alone);
      return given.equals(alone)
          ? alone.isEmpty() ? "" : " (%s)".formatted(alone)
          : " (%s; *%s)".formatted(alone.isEmpty() ? "-" : alone, given);
    }

    private static String plain(String value) {
      return value.replaceAll("[\\[\\]\"]", "").replaceAll("\\.0(?=$|E)", "").replace("E", "e");
    }
  }
}
