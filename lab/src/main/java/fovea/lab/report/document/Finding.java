package fovea.lab.report.document;

import java.util.Optional;

/**
 * Something about a report that its author, or a teacher, should look at.
 *
 * @param kind what is the matter
 * @param subject the fact or the section, such as {@code q14-gap}
 * @param line the line of the report, from 1; empty if it is not about a line
 * @param text it in a sentence
 */
public record Finding(Kind kind, String subject, Optional<Integer> line, String text) {

  /** What can be the matter. */
  public enum Kind {
    /** A section without an answer. */
    UNANSWERED,
    /** A fact that the runs tell in another way now. */
    STALE,
    /** A fact that was changed by hand. */
    EDITED,
    /** A fact that the runs do not tell any more. */
    GONE,
    /** A number in the prose that is near one of its section's facts, and is not it. */
    CONTRADICTION,
    /** More pages than allowed. */
    PAGES
  }
}
