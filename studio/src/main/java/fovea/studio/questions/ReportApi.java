package fovea.studio.questions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.lab.report.document.AddedPicture;
import fovea.lab.report.document.Report;
import fovea.lab.report.questions.LabSections;
import fovea.studio.runs.RunTree;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Puts figures into the student's report, which is made when the first one comes. */
public final class ReportApi implements Api {

  private final RunTree tree;
  private final Path folder;
  private final DataCatalog catalog;

  /**
   * @param folder the report's folder, which need not be there
   * @param catalog finds the images that runs were trained and tested on
   */
  public ReportApi(RunTree tree, Path folder, DataCatalog catalog) {
    this.tree = tree;
    this.folder = folder;
    this.catalog = catalog;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/report", this::report);
    routes.post("/api/report/picture", this::add);
  }

  private void report(Context context) {
    Json.answer(
        context, Json.object().put("folder", folder.toString()).put("exists", Report.in(folder)));
  }

  private synchronized void add(Context context) throws IOException {
    ObjectNode body = Json.body(context);
    AddedPicture picture =
        new AddedPicture(
            body.path("question").asInt(),
            body.path("name").asText(),
            body.path("caption").asText(),
            body.path("svg").asText());
    if (!Report.in(folder)) {
      Files.createDirectories(folder);
      String language = QuestionsApi.language(body.path("lang").asText()).getLanguage();
      new Report(folder, new LabSections(catalog))
          .create(new Report.Choice(Optional.of(tree.root()), Optional.of(language)));
    }
    Path file = picture.into(folder);
    Json.answer(context, Json.object().put("file", file.toString()));
  }
}
