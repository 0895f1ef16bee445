package fovea.studio.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.studio.web.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jobs of a folder of runs, kept in a file, so that a studio started later knows them. */
final class Queue {

  private static final int MAX_ENDED = 30;

  private final Path file;
  private final List<Job> jobs = new ArrayList<>();

  /**
   * Reads the jobs.
   *
   * @throws IOException if the file is damaged
   */
  Queue(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      try {
        Json.parse(Files.readAllBytes(file)).path("jobs").forEach(node -> jobs.add(job(node)));
      } catch (IOException e) {
        throw new IOException("%s is damaged: %s; remove it".formatted(file, e.getMessage()), e);
      }
    }
  }

  private static Job job(JsonNode node) {
    List<String> words = new ArrayList<>();
    node.path("words").forEach(word -> words.add(word.asText()));
    return new Job(
        node.path("id").asInt(),
        words,
        node.path("run").asText(),
        node.path("pid").asLong(),
        node.path("started").asLong(),
        node.path("ended").asBoolean(),
        node.path("problem").asText());
  }

  List<Job> jobs() {
    return List.copyOf(jobs);
  }

  /** Adds a job at the end. */
  Job add(List<String> words, String run) throws IOException {
    int id = 1 + jobs.stream().mapToInt(Job::id).max().orElse(0);
    Job job = Job.waiting(id, words, run);
    jobs.add(job);
    save();
    return job;
  }

  /** Replaces the job of the same id. */
  void replace(Job job) throws IOException {
    jobs.replaceAll(each -> each.id() == job.id() ? job : each);
    save();
  }

  void remove(int id) throws IOException {
    jobs.removeIf(job -> job.id() == id);
    save();
  }

  private void save() throws IOException {
    while (jobs.stream().filter(Job::ended).count() > MAX_ENDED) {
      jobs.remove(jobs.stream().filter(Job::ended).findFirst().orElseThrow());
    }
    ObjectNode all = Json.object();
    all.set("jobs", Json.tree(jobs));
    byte[] content = Json.write(all);
    AtomicFile.write(file, out -> out.write(content));
  }
}
