package fovea.studio;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.studio.explorer.Explorer;
import fovea.studio.jobs.JobsApi;
import fovea.studio.playground.NetworkApi;
import fovea.studio.playground.PlaygroundApi;
import fovea.studio.questions.QuestionsApi;
import fovea.studio.questions.ReportApi;
import fovea.studio.runs.RunTree;
import fovea.studio.runs.RunsApi;
import fovea.studio.web.Api;
import fovea.studio.web.Bodies;
import fovea.studio.web.Events;
import fovea.studio.web.Failures;
import fovea.studio.web.Guard;
import fovea.studio.web.Pages;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** A running studio: a server on this machine that shows runs in the browser. */
public final class Studio implements Closeable {

  private static final int TOKEN_BYTES = 18;

  /** In bytes: a request may name some hundred runs. */
  private static final int MAX_HEADER = 1 << 16;

  private final Javalin server;
  private final List<Closeable> parts;
  private final String address;

  private Studio(Javalin server, List<Closeable> parts, String address) {
    this.server = server;
    this.parts = parts;
    this.address = address;
  }

  /**
   * Starts a studio.
   *
   * @throws IOException if the folder of the runs cannot be made, or the server cannot listen
   */
  public static Studio start(Settings settings) throws IOException {
    Files.createDirectories(settings.runs());
    String token = settings.token().orElseGet(Studio::randomToken);
    Events events = new Events();
    RunTree tree = new RunTree(settings.runs());
    RunsApi runs = new RunsApi(tree, events);
    JobsApi jobs =
        new JobsApi(tree, settings.launcher(), settings.called(), settings.form(), events);
    DataCatalog catalog =
        new DataCatalog(DataCatalog.cache(System.getenv()), TransferListener.none());
    Explorer explorer = new Explorer(tree, catalog);
    List<Api> apis =
        List.of(
            events,
            runs,
            jobs,
            new PlaygroundApi(catalog),
            new NetworkApi(settings.runs()),
            explorer,
            new QuestionsApi(tree, catalog),
            new ReportApi(tree, settings.report(), catalog));
    Set<String> hosts = Hosts.of(settings.host());
    Javalin server =
        Javalin.create(config -> configure(config, settings, new Guard(token, hosts), apis));
    try {
      server.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      throw new IOException(
          "cannot listen at %s, port %s (%s): give another --port"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
    String address =
        "http://%s:%s/?token=%s".formatted(Hosts.literal(settings.host()), server.port(), token);
    return new Studio(server, List.of(jobs, runs, events, explorer), address);
  }

  private static void configure(
      JavalinConfig config, Settings settings, Guard guard, List<Api> apis) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = Guard.MAX_BODY;
    config.jetty.modifyHttpConfiguration(http -> http.setRequestHeaderSize(MAX_HEADER));
    guard.register(config.routes);
    new Bodies().register(config.routes);
    Failures.register(config.routes);
    new Pages(settings.language()).register(config.routes);
    apis.forEach(api -> api.register(config.routes));
  }

  private static String randomToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The address to open, with the token. */
  public String address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    for (Closeable part : parts) {
      part.close();
    }
    server.stop();
  }
}
