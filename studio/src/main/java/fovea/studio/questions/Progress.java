package fovea.studio.questions;

import fovea.data.AtomicFile;
import fovea.studio.web.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The questions that the student has ticked off, kept in a file. */
final class Progress {

  private final Path file;

  Progress(Path file) {
    this.file = file;
  }

  /**
   * The numbers of the questions that are done, in order.
   *
   * @throws IOException if the file is damaged
   */
  synchronized List<Integer> done() throws IOException {
    TreeSet<Integer> numbers = new TreeSet<>();
    if (Files.exists(file)) {
      try {
        Json.parse(Files.readAllBytes(file))
            .path("done")
            .forEach(number -> numbers.add(number.asInt()));
      } catch (IOException e) {
        throw new IOException("%s is damaged: %s; remove it".formatted(file, e.getMessage()), e);
      }
    }
    return List.copyOf(numbers);
  }

  /** Ticks a question off, or takes the tick away. */
  synchronized void mark(int question, boolean isDone) throws IOException {
    TreeSet<Integer> numbers = new TreeSet<>(done());
    if (isDone) {
      numbers.add(question);
    } else {
      numbers.remove(question);
    }
    byte[] content = Json.write(Json.object().set("done", Json.tree(numbers)));
    AtomicFile.write(file, out -> out.write(content));
  }
}
