package fovea.spark;

import fovea.run.RunningProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A run's files as one zip file. Weights do not get smaller, so nothing is compressed. */
final class RunArchive {

  /** The last entry: an archive without it was cut. */
  private static final String END = "end";

  private RunArchive() {}

  /** Writes the files of a run, but for what tells the process that trains it. */
  static void write(Path run, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION);
    for (Path file : files(run)) {
      zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
      Files.copy(file, zip);
    }
    zip.putNextEntry(new ZipEntry(END));
    zip.finish();
  }

  private static List<Path> files(Path run) throws IOException {
    try (Stream<Path> entries = Files.list(run)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(RunningProcess.FILE))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  /**
   * Writes the files of an archive into an empty folder.
   *
   * @throws IOException if the archive is damaged or was cut
   */
  static void read(InputStream in, Path run) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    boolean whole = false;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!Path.of(entry.getName()).getFileName().toString().equals(entry.getName())) {
        throw new IOException("it has a file outside of the run: " + entry.getName());
      }
      whole = entry.getName().equals(END);
      if (!whole) {
        Files.copy(zip, run.resolve(entry.getName()));
      }
    }
    if (!whole) {
      throw new IOException("it was cut");
    }
  }
}
