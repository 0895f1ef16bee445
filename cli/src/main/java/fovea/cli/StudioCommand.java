package fovea.cli;

import fovea.studio.Settings;
import fovea.studio.Studio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUNS",
      descriptionKey = "runs",
      defaultValue = "runs",
      description = "A folder of runs, at any depth (${DEFAULT-VALUE}).")
  private Path runs;

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

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        new Settings(
            runs, host, port, token, language.language(), console.launcher(), console.command());
    try (Studio studio = Studio.start(settings)) {
      console.result("%s", studio.address());
      if (!noBrowser) {
        Browser.open(studio.address(), System.getenv());
      }
      new CountDownLatch(1).await(); // until the process is interrupted
    }
    return 0;
  }
}
