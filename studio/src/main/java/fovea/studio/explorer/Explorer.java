package fovea.studio.explorer;

import fovea.data.DataCatalog;
import fovea.studio.runs.RunTree;
import fovea.studio.web.Api;
import io.javalin.config.RoutesConfig;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** All routes that examine trained networks, with the networks and images that they hold. */
public final class Explorer implements Api, Closeable {

  private static final Duration IDLE = Duration.ofMinutes(5);

  private final LoadedRuns runs;
  private final Uploads uploads;

  /**
   * @param tree the runs
   * @param catalog where to find their images
   * @throws IOException if no folder for uploads can be created
   */
  public Explorer(RunTree tree, DataCatalog catalog) throws IOException {
    uploads = new Uploads();
    runs = new LoadedRuns(tree, catalog, IDLE);
  }

  @Override
  public void register(RoutesConfig routes) {
    List.of(new ExplorerApi(runs, uploads), new MistakesApi(runs))
        .forEach(api -> api.register(routes));
  }

  @Override
  public void close() {
    runs.close();
    uploads.close();
  }
}
