package fovea.studio.questions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.report.questions.LabSections;
import fovea.lab.words.Texts;
import fovea.studio.runs.RunTree;
import fovea.studio.web.Api;
import fovea.studio.web.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The questions of the lab, what the runs tell about each, and which the student has done. */
public final class QuestionsApi implements Api {

  private final RunTree tree;
  private final LabSections sections;
  private final Progress progress;

  /** One question at a time, for some are measured with a network. */
  private final ReentrantLock measuring = new ReentrantLock();

  /**
   * @param catalog finds the images that runs were trained and tested on
   */
  public QuestionsApi(RunTree tree, DataCatalog catalog) {
    this.tree = tree;
    this.sections = new LabSections(catalog);
    this.progress = new Progress(tree.root().resolve(".studio/questions.json"));
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/questions", this::questions);
    routes.get("/api/facts", this::facts);
    routes.post("/api/progress", this::progress);
  }

  private void questions(Context context) throws IOException {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("questions");
    for (Section section : LabSections.questions(language(context.queryParam("lang")))) {
      rows.addObject()
          .put("number", section.number())
          .put("starred", section.starred())
          .put("bonus", section.bonus())
          .put("title", section.title())
          .put("prompt", section.prompt());
    }
    answer.set("done", Json.tree(progress.done()));
    Json.answer(context, answer);
  }

  private void facts(Context context) throws IOException {
    int number = context.queryParamAsClass("question", Integer.class).getOrDefault(0);
    Locale language = language(context.queryParam("lang"));
    List<Fact> facts;
    measuring.lock();
    try {
      facts = sections.of(tree.root(), language, number).facts();
    } finally {
      measuring.unlock();
    }
    ArrayNode rows = Json.object().putArray("facts");
    facts.forEach(fact -> rows.add(row(fact)));
    Json.answer(context, rows);
  }

  private static ObjectNode row(Fact fact) {
    ObjectNode row = Json.object().put("id", fact.id());
    if (fact instanceof Fact.Statement statement) {
      row.put("text", statement.markdown());
    } else if (fact instanceof Fact.Table table) {
      row.put("caption", table.caption());
      row.set("header", Json.tree(table.header()));
      row.set("rows", Json.tree(table.rows()));
    } else if (fact instanceof Fact.Figure figure) {
      row.put("caption", figure.caption())
          .put("alternative", figure.alternative())
          .put("svg", figure.svg());
    } else if (fact instanceof Fact.Missing missing) {
      row.put("missing", missing.what())
          .put("command", missing.command())
          .put("seconds", missing.takes().toSeconds());
    }
    return row;
  }

  private void progress(Context context) throws IOException {
    ObjectNode body = Json.body(context);
    progress.mark(body.path("question").asInt(), body.path("done").asBoolean());
    Json.answer(context, Json.object().set("done", Json.tree(progress.done())));
  }

  static Locale language(String code) {
    return Locale.forLanguageTag(Texts.languageOf(Optional.ofNullable(code).orElse("en")));
  }
}
