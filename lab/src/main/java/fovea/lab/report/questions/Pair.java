package fovea.lab.report.questions;

import fovea.lab.ladder.SampleStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * Two groups of runs that differ in one thing.
 *
 * @param without the runs without it
 * @param with the runs with it
 */
record Pair(SeedGroup without, SeedGroup with) {

  /** The differences of test accuracy after the last epoch, with minus without, seed by seed. */
  SampleStatistics difference() {
    return with.group().differenceTo(without.group());
  }

  List<String> folders() {
    List<String> folders = new ArrayList<>(without.folders());
    folders.addAll(with.folders());
    return folders;
  }
}
