package fovea.studio.jobs;

import java.util.List;

/**
 * A command that trains: it waits, runs or has ended.
 *
 * @param id a number that tells it from others
 * @param words the words after {@code fovea}
 * @param run the id of the run that it makes
 * @param pid the id of its process; 0 if it waits
 * @param started when the process started, in milliseconds since 1970; 0 if it waits
 * @param ended whether its process has ended
 * @param problem why it could not train; empty if it did
 */
record Job(
    int id, List<String> words, String run, long pid, long started, boolean ended, String problem) {

  Job {
    words = List.copyOf(words);
  }

  static Job waiting(int id, List<String> words, String run) {
    return new Job(id, words, run, 0, 0, false, "");
  }

  boolean waits() {
    return pid == 0 && !ended;
  }

  boolean runs() {
    return pid != 0 && !ended;
  }

  Job startedAs(long newPid, long when) {
    return new Job(id, words, run, newPid, when, false, "");
  }

  Job ended(String why) {
    return new Job(id, words, run, pid, started, true, why);
  }
}
