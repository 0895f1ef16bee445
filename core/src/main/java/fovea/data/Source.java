package fovea.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One place that a data set can be had from.
 *
 * @param name what it is, for messages
 * @param fetch gets the data set from there
 */
record Source(String name, Fetch fetch) {

  /** Gets and decodes a data set. */
  @FunctionalInterface
  interface Fetch {

    /**
     * Gets it.
     *
     * @param work an empty directory for temporary files; the caller deletes it
     * @throws IOException if it cannot be had from here; the message says why
     */
    DataSet from(Path work, TransferListener listener) throws IOException;
  }
}
