package fovea.lab.report.questions;

import java.io.IOException;

/** Finds out what the runs tell about a question. */
@FunctionalInterface
interface Investigation {

  /**
   * Adds what is found.
   *
   * @throws IOException if a run or its images cannot be read
   */
  void into(Findings findings, Evidence evidence) throws IOException;
}
