package fovea.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A source of a data set: a web site, a package or a local directory.
 *
 * @param name the source's name in messages
 * @param fetch fetches the data set from it
 */
record Source(String name, Fetch fetch) {

  /** Fetches and decodes a data set. */
  @FunctionalInterface
  interface Fetch {

    /**
     * Fetches the data set.
     *
     * @param work an empty directory for temporary files, which the caller deletes
     * @throws IOException if it cannot be fetched; the message says why
     */
    DataSet from(Path work, TransferListener listener) throws IOException;
  }
}
