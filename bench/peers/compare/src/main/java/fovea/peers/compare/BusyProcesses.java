package fovea.peers.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that compute without end, until closed. */
final class BusyProcesses implements AutoCloseable {

  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts some.
   *
   * @throws IOException if one cannot be started; then none runs
   */
  static BusyProcesses start(int count) throws IOException {
    BusyProcesses started = new BusyProcesses();
    try {
      for (int i = 0; i < count; i++) {
        started.processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    }
  }

  /**
   * Makes sure that all of them have run until now.
   *
   * @throws IOException if one has ended
   */
  void requireRunning() throws IOException {
    if (!processes.stream().allMatch(Process::isAlive)) {
      throw new IOException("a busy process has ended: what was measured beside it says nothing");
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
