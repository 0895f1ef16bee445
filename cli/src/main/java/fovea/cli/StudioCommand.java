package fovea.cli;

import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import fovea.studio.Settings;
import fovea.studio.Studio;
import fovea.studio.jobs.FormSection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea studio} command: shows runs in the browser until it is interrupted. */
@Command(
    name = "studio",
    mixinStandardHelpOptions = true,
    description = {
      "Opens the studio: runs, experiments and networks in the browser.",
      "It prints its address, whose token lets you in, and runs until Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  fovea studio",
      "  fovea studio runs/ladder --lang fr",
      "  fovea studio --no-browser --port 8080"
    })
final class StudioCommand implements Callable<Integer> {

  private static final String HELP = "fovea.cli.help";

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUNS",
      descriptionKey = "runs",
      defaultValue = "runs",
      description = "A folder of runs, at any depth (${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      defaultValue = "report",
      description =
          "Where your report is, for the figures that you put into it (${DEFAULT-VALUE}).")
  private Path report;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen at (any that is free).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = Settings.LOOPBACK,
      description = "Listen at another address, so that others on the network may visit.")
  private String host;

  @Option(
      names = "--token",
      paramLabel = "SECRET",
      description = "What visitors must know; a new one each time if not given.")
  private Optional<String> token = Optional.empty();

  @Option(names = "--no-browser", description = "Open no browser.")
  private boolean noBrowser;

  @Mixin private LanguageOption language;

  StudioCommand(Console console) {
    this.console = console;
  }

  /** The keys of recipes, by topic, in both languages. */
  private static List<FormSection> form() {
    ResourceBundle english = ResourceBundle.getBundle(HELP, Locale.ROOT);
    ResourceBundle french = ResourceBundle.getBundle(HELP, Locale.FRENCH);
    Map<String, String> meanings =
        RecipeKeys.all().stream()
            .collect(Collectors.toMap(RecipeKey::name, RecipeKey::description));
    return Arrays.stream(Topic.values())
        .map(
            topic ->
                new FormSection(
                    Map.of("en", heading(english, topic), "fr", heading(french, topic)),
                    topic.keys().stream()
                        .map(key -> new FormSection.Key(key, help(key, meanings.get(key), french)))
                        .toList()))
        .toList();
  }

  private static String heading(ResourceBundle bundle, Topic topic) {
    return bundle.getString(topic.heading()).replaceFirst("\\s*:$", "");
  }

  private static Map<String, String> help(String key, String english, ResourceBundle french) {
    String flag = key.replace('_', '-');
    return Map.of("en", english, "fr", french.containsKey(flag) ? french.getString(flag) : english);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        new Settings(
            runs,
            report,
            host,
            port,
            token,
            language.language(),
            console.launcher(),
            console.command(),
            form());
    try (Studio studio = Studio.start(settings)) {
      console.result("%s", studio.address());
      if (!noBrowser) {
        Browser.open(studio.address(), System.getenv());
      }
      console.interruption().await();
    }
    return 0;
  }
}
