package fovea.studio.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.studio.web.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user writes about a run: the file {@code notes.json} in its folder.
 *
 * @param text a text
 * @param tags words to filter by
 */
record Notes(String text, List<String> tags) {

  static final String FILE = "notes.json";

  private static final int MAX_TEXT = 20_000;
  private static final int MAX_TAGS = 30;
  private static final int MAX_TAG = 60;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is too long
   */
  Notes {
    tags = tags.stream().map(String::strip).filter(tag -> !tag.isEmpty()).distinct().toList();
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a note can have %s characters at most".formatted(MAX_TEXT));
    }
    if (tags.size() > MAX_TAGS || tags.stream().anyMatch(tag -> tag.length() > MAX_TAG)) {
      throw new IllegalArgumentException(
          "a run can have %s tags of %s characters at most".formatted(MAX_TAGS, MAX_TAG));
    }
  }

  static Notes of(ObjectNode node) {
    List<String> tags = new ArrayList<>();
    node.path("tags").forEach(tag -> tags.add(tag.asText()));
    return new Notes(node.path("text").asText(""), tags);
  }

  /**
   * Reads the notes of a run.
   *
   * @throws IOException if they are damaged
   */
  static Notes read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new Notes("", List.of());
    }
    try {
      return of(Json.parse(Files.readAllBytes(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  void save(Path folder) throws IOException {
    byte[] content = Json.write(Json.tree(this));
    AtomicFile.write(folder.resolve(FILE), out -> out.write(content));
  }
}
