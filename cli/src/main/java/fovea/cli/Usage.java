package fovea.cli;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** The widest help, in columns: longer lines are hard to read. */
  private static final int WIDEST = 100;

  /** The narrowest help: on a narrower terminal, lines are cut. */
  private static final int NARROWEST = 39;

  /** What picocli is told, so that it breaks no line. */
  private static final int ENDLESS = 2000;

  private final Console console;
  private final ResourceBundle headings;
  private final HelpLayout layout;

  private Usage(Console console, ResourceBundle headings) {
    this.console = console;
    this.headings = headings;
    this.layout = new HelpLayout(Math.max(NARROWEST, Math.min(console.columns(), WIDEST)));
  }

  /** Lets a command and its subcommands show their help so. */
  static void install(CommandLine line, Console console) {
    Locale locale = console.language().equals("fr") ? Locale.FRENCH : Locale.ROOT;
    ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, locale, Usage.class.getModule());
    line.setResourceBundle(bundle);
    line.setUsageHelpWidth(ENDLESS);
    new Usage(console, bundle).install(line);
  }

  private void install(CommandLine line) {
    Map<String, CommandLine.IHelpSectionRenderer> sections =
        new LinkedHashMap<>(line.getHelpSectionMap());
    sections.put(
        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
        help -> {
          int heading = help.synopsisHeadingLength();
          return layout.synopsis(called(help.synopsis(heading).strip()), heading);
        });
    sections.put(
        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
        help -> help.description().lines().map(layout::paragraph).collect(Collectors.joining()));
    sections.put(
        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
        help -> layout.rows(parameters(help), column(help)));
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::options);
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this::commands);
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
              ? "\n" + headings.getString(note) + "\n\n"
              : text.substring(0, examples.start());
      text = before + headings.getString("examples") + text.substring(examples.end());
    }
    return layout.prose(console.asCalled(text));
  }

  private String called(String synopsis) {
    return synopsis.replaceFirst("^" + Console.NAME, Matcher.quoteReplacement(console.command()));
  }

  /** The options of the command itself, then those of recipes, topic by topic. */
  private String options(Help help) {
    Map<String, OptionSpec> byFlag = new LinkedHashMap<>();
    help.commandSpec().options().forEach(option -> byFlag.put(option.longestName(), option));
    Predicate<OptionSpec> ofRecipe = option -> key(option) != null;
    List<OptionSpec> own =
        new ArrayList<>(byFlag.values().stream().filter(ofRecipe.negate()).toList());
    if (help.commandSpec().usageMessage().sortOptions()) {
      own.sort(Comparator.comparing(Usage::sortKey, String.CASE_INSENSITIVE_ORDER));
    }
    int column = column(help);
    StringBuilder text = new StringBuilder(layout.rows(rows(help, own), column));
    if (own.size() == byFlag.size()) {
      return text.toString();
    }
    Defaults defaults = new Defaults();
    for (Topic topic : Topic.values()) {
      List<OptionSpec> options =
          topic.keys().stream()
              .map(name -> byFlag.get("--" + name.replace('_', '-')))
              .map(option -> withDefault(option, defaults))
              .toList();
      text.append('\n').append(layout.paragraph(headings.getString(topic.heading())));
      text.append(layout.rows(rows(help, options), column));
    }
    return text.append('\n').append(layout.paragraph(headings.getString("defaults"))).toString();
  }

  private static String sortKey(OptionSpec option) {
    return option.shortestName().replaceFirst("^-+", "");
  }

  /** The column at which descriptions of parameters and options begin. */
  private int column(Help help) {
    List<HelpLayout.Row> rows = new ArrayList<>(parameters(help));
    rows.addAll(rows(help, help.commandSpec().options()));
    return layout.column(rows);
  }

  private static List<HelpLayout.Row> parameters(Help help) {
    Help.IParameterRenderer renderer = help.createDefaultParameterRenderer();
    return help.commandSpec().positionalParameters().stream()
        .map(each -> renderer.render(each, help.parameterLabelRenderer(), help.colorScheme()))
        .map(Usage::row)
        .toList();
  }

  private static List<HelpLayout.Row> rows(Help help, List<OptionSpec> options) {
    Help.IOptionRenderer renderer = help.createDefaultOptionRenderer();
    return options.stream()
        .map(each -> renderer.render(each, help.parameterLabelRenderer(), help.colorScheme()))
        .map(Usage::row)
        .toList();
  }

  /** A row of what picocli renders: a mark, a short name, a comma, a long name, and texts. */
  private static HelpLayout.Row row(Help.Ansi.Text[][] cells) {
    String brief = cells[0][1].toString();
    String indent = brief.isEmpty() ? " ".repeat(6) : "  " + brief + ", ";
    return new HelpLayout.Row(
        indent + cells[0][3],
        Arrays.stream(cells)
            .map(line -> line[4].toString())
            .filter(text -> !text.isEmpty())
            .toList());
  }

  private String commands(Help help) {
    List<HelpLayout.Row> rows =
        help.subcommands().entrySet().stream()
            .map(
                entry ->
                    new HelpLayout.Row(
                        "  " + help.colorScheme().commandText(entry.getKey()),
                        List.of(
                            String.format(
                                entry.getValue().commandSpec().usageMessage().description()[0]))))
            .toList();
    return layout.rows(rows, layout.column(rows));
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
