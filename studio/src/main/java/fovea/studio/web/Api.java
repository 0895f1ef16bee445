package fovea.studio.web;

import io.javalin.config.RoutesConfig;

/**
 * A group of routes below {@code /api}. They take query parameters and JSON, and answer with JSON.
 * An {@link IllegalArgumentException} becomes status 400, a {@link java.io.IOException} status 500,
 * both as {@code {"error": "one line for the user"}}.
 */
@FunctionalInterface
public interface Api {

  /** Adds the routes of this group. */
  void register(RoutesConfig routes);
}
