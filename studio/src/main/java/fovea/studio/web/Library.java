package fovea.studio.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/** The libraries of the page, which come in jars from Maven Central. */
enum Library {
  /** Preact with hooks, and htm, in one module. */
  PREACT(
      "lib/preact.js",
      "org.mvnpm/htm",
      "META-INF/resources/_static/htm/%s/preact/standalone.module.js"),
  UPLOT(
      "lib/uplot.js",
      "org.webjars.npm/uplot",
      "META-INF/resources/webjars/uplot/%s/dist/uPlot.esm.js"),
  UPLOT_STYLE(
      "lib/uplot.css",
      "org.webjars.npm/uplot",
      "META-INF/resources/webjars/uplot/%s/dist/uPlot.min.css");

  private final String path;
  private final String artifact;
  private final String file;

  /**
   * @param path where the page finds it
   * @param artifact the group and name of its jar
   * @param file its file in the jar, with a place for the version
   */
  Library(String path, String artifact, String file) {
    this.path = path;
    this.artifact = artifact;
    this.file = file;
  }

  /** The library that the page finds at a path; empty if there is none. */
  static Optional<Library> of(String path) {
    return Arrays.stream(values()).filter(each -> each.path.equals(path)).findFirst();
  }

  /**
   * The name of its resource.
   *
   * @throws IOException if its jar is not on the class path
   */
  String resource() throws IOException {
    String about = "/META-INF/maven/%s/pom.properties".formatted(artifact);
    try (InputStream in = Library.class.getResourceAsStream(about)) {
      if (in == null) {
        throw new IOException("the jar of %s is missing".formatted(artifact));
      }
      Properties properties = new Properties();
      properties.load(in);
      return "/" + file.formatted(properties.getProperty("version"));
    }
  }
}
