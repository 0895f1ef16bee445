package fovea.studio.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a route throws into an answer: a status and one line. */
public final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** Adds the answers to exceptions. */
  public static void register(RoutesConfig routes) {
    routes.exception(
        HttpResponseException.class, (e, context) -> Json.error(context, e.getStatus(), line(e)));
    routes.exception(
        IllegalArgumentException.class, (e, context) -> Json.error(context, 400, line(e)));
    routes.exception(IOException.class, (e, context) -> Json.error(context, 500, line(e)));
    routes.exception(UncheckedIOException.class, (e, context) -> Json.error(context, 500, line(e)));
    routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("{} {}", context.method(), context.path(), e);
          Json.error(context, 500, e.toString());
        });
  }

  private static String line(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
