package fovea.studio.explorer;

import fovea.data.ImageFiles;
import fovea.data.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last images that visitors gave: files in a folder that is removed at the end. */
public final class Uploads implements AutoCloseable {

  /** Number of images that are kept. */
  static final int MAX_IMAGES = 12;

  private static final String ID = "[0-9a-f]{16}";

  private final Path folder;
  private final Deque<String> ids = new ArrayDeque<>(); // the oldest is first

  /**
   * Creates the folder.
   *
   * @throws IOException if it cannot be created
   */
  public Uploads() throws IOException {
    folder = Files.createTempDirectory("fovea-studio");
  }

  /**
   * Keeps an image.
   *
   * @param content the content of an image file
   * @return its name, which depends on the content alone
   * @throws IllegalArgumentException if it is not an image, is damaged, or has more pixels than
   *     Fovea decodes
   * @throws IOException if it cannot be written
   */
  synchronized String add(byte[] content) throws IOException {
    String id = name(content);
    Path file = folder.resolve(id);
    if (ids.remove(id)) {
      ids.add(id);
      return id;
    }
    try {
      Files.write(file, content);
    } catch (IOException e) {
      Files.deleteIfExists(file); // what of it had room
      throw new IOException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
    try {
      ImageFiles.load(file);
    } catch (IOException e) {
      Files.delete(file);
      throw new IllegalArgumentException(e.getMessage().replace(file.toString(), "this file"), e);
    }
    ids.add(id);
    while (ids.size() > MAX_IMAGES) {
      Files.deleteIfExists(folder.resolve(ids.remove()));
    }
    return id;
  }

  private static String name(byte[] content) {
    return Sha256.hex(content).substring(0, 16);
  }

  /**
   * The file of an image.
   *
   * @throws IllegalArgumentException if it is not kept any more
   */
  synchronized Path file(String id) {
    if (!id.matches(ID) || !ids.contains(id)) {
      throw new IllegalArgumentException("this image is not here any more: give it again");
    }
    return folder.resolve(id);
  }

  @Override
  public synchronized void close() {
    try {
      for (String id : ids) {
        Files.deleteIfExists(folder.resolve(id));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit(); // a file that is still open on some systems
    }
  }
}
