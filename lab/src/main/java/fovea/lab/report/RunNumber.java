package fovea.lab.report;

import java.util.Optional;

/**
 * A number that a sentence quotes from a run.
 *
 * @param run the folder of a run, or of runs that differ in their seeds alone, relative to the
 *     runs' folder
 * @param value which of its numbers, such as {@code test-accuracy}
 * @param minus the folder of the run or runs whose number is subtracted, if any
 */
public record RunNumber(String run, String value, Optional<String> minus) {}
