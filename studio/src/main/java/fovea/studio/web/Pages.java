package fovea.studio.web;

import fovea.lab.words.Texts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The page, its modules and styles, which are resources below {@code /fovea/studio/page}, its
 * libraries, and its texts: the bundle {@code fovea.studio.studio} in each language.
 */
public final class Pages {

  private static final String ROOT = "/fovea/studio/page/";

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private final String language;

  /**
   * @param language the language of the page until the visitor chooses another: {@code en} or
   *     {@code fr}
   */
  public Pages(String language) {
    this.language = language;
  }

  /** Adds the routes of the page. */
  public void register(RoutesConfig routes) {
    routes.get("/", this::page);
    routes.get("/texts/{language}", Pages::texts);
    routes.get("/page/<path>", context -> resource(context, context.pathParam("path")));
    routes.get("/favicon.ico", context -> resource(context, "icon.svg"));
  }

  private void page(Context context) throws IOException {
    String html = new String(read("index.html").orElseThrow(), StandardCharsets.UTF_8);
    context.html(html.replace("{language}", language));
  }

  private static void texts(Context context) {
    String asked = context.pathParam("language");
    Json.answer(context, Json.tree(Texts.named("fovea.studio.studio", asked).all()));
  }

  private static void resource(Context context, String path) throws IOException {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    Optional<byte[]> content =
        type == null || path.contains("..") || path.contains("\\") || path.contains("//")
            ? Optional.empty()
            : read(path);
    context.contentType(Optional.ofNullable(type).orElse("text/plain"));
    context.result(content.orElseThrow(() -> new NotFoundResponse("there is no such page")));
  }

  private static Optional<byte[]> read(String path) throws IOException {
    Optional<Library> library = Library.of(path);
    String resource = library.isPresent() ? library.get().resource() : ROOT + path;
    try (InputStream in = Pages.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }
}
