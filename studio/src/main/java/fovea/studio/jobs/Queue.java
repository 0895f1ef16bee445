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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a folder of runs, kept in a file, so that a studio started later knows them. What a
 * user asks for is refused if the file cannot be written, as on a full disk; what happens is noted
 * all the same, and written as soon as it can be.
 */
final class Queue {

  private static final Logger LOG = LoggerFactory.getLogger(Queue.class);

  private static final int MAX_ENDED = 30;

  private final Path file;
  private List<Job> jobs = new ArrayList<>();
  private boolean unsaved;

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

  /**
   * Adds a job at the end.
   *
   * @throws IOException if it cannot be kept; it is not added then
   */
  Job add(List<String> words, String run) throws IOException {
    int id = 1 + jobs.stream().mapToInt(Job::id).max().orElse(0);
    Job job = Job.waiting(id, words, run);
    List<Job> more = new ArrayList<>(jobs);
    more.add(job);
    save(more);
    return job;
  }

  /**
   * Removes a job.
   *
   * @throws IOException if that cannot be kept; it stays then
   */
  void remove(int id) throws IOException {
    save(jobs.stream().filter(job -> job.id() != id).toList());
  }

  /** Replaces the job of the same id by what has become of it. */
  void replace(Job job) {
    List<Job> changed = jobs.stream().map(each -> each.id() == job.id() ? job : each).toList();
    try {
      save(changed);
    } catch (IOException e) {
      LOG.warn("the queue is not kept: {}", e.toString());
      jobs = changed;
      unsaved = true;
    }
  }

  /** Writes what could not be written before, if it can be now. */
  void catchUp() {
    if (unsaved) {
      try {
        save(jobs);
      } catch (IOException e) {
        LOG.debug("the queue is still not kept: {}", e.toString());
      }
    }
  }

  private void save(List<Job> wanted) throws IOException {
    List<Job> kept = new ArrayList<>(wanted);
    while (kept.stream().filter(Job::ended).count() > MAX_ENDED) {
      kept.remove(kept.stream().filter(Job::ended).findFirst().orElseThrow());
    }
    ObjectNode all = Json.object();
    all.set("jobs", Json.tree(kept));
    byte[] content = Json.write(all);
    AtomicFile.write(file, out -> out.write(content));
    jobs = kept;
    unsaved = false;
  }
}
