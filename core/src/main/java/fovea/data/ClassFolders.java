package fovea.data;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The image files of a directory with a folder for each class. Files in folders inside of a class
 * belong to it too, as in torchvision. A class's name is in Unicode's composed form (NFC), because
 * archives of some systems have other bytes for the same name.
 */
final class ClassFolders {

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "tif", "tiff");

  /** What Java reads for a byte of a name that it cannot decode. */
  private static final char UNDECODABLE = '\uFFFD';

  private static final String HIDDEN = "hidden";

  /** A link that leads back to a folder that it is in. */
  private static final String AROUND = "links to a folder around them";

  private final Map<String, List<Path>> files = new TreeMap<>();

  private ClassFolders() {}

  /**
   * Lists the files of a directory.
   *
   * @param leftOut counts what is not taken
   */
  static ClassFolders of(Path directory, LeftOut leftOut) throws IOException {
    ClassFolders folders = new ClassFolders();
    for (Path entry : sorted(directory)) {
      if (isHidden(entry)) {
        leftOut.add(HIDDEN);
      } else if (Files.isDirectory(entry)) {
        List<Path> found =
            folders.files.computeIfAbsent(className(entry), each -> new ArrayList<>());
        addFiles(entry, found, leftOut);
        Collections.sort(found);
      } else {
        leftOut.add("outside of class folders");
      }
    }
    return folders;
  }

  /**
   * The name of a folder's class. Bytes that are not UTF-8 would all look alike as text, so a name
   * that has some is written as in an address: {@code caf%E8}.
   */
  private static String className(Path folder) {
    String name = folder.getFileName().toString();
    if (name.indexOf(UNDECODABLE) < 0) {
      return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
    String address = folder.toUri().getRawPath().replaceFirst("/$", "");
    return address.substring(address.lastIndexOf('/') + 1);
  }

  private static void addFiles(Path folder, List<Path> found, LeftOut leftOut) throws IOException {
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes)
              throws IOException {
            if (entry.equals(folder)) {
              return FileVisitResult.CONTINUE;
            }
            boolean around = folder.toRealPath().startsWith(entry.toRealPath());
            if (isHidden(entry) || around) {
              leftOut.add(isHidden(entry) ? HIDDEN : AROUND);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file)) {
              leftOut.add(HIDDEN);
            } else if (!attributes.isRegularFile()) {
              leftOut.add("pipe, device or broken link");
            } else if (isImage(file)) {
              found.add(file);
            } else {
              leftOut.add(extension(file).isEmpty() ? "without extension" : "." + extension(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (!(e instanceof FileSystemLoopException)) {
              throw new IOException(Reason.of(e), e);
            }
            leftOut.add(AROUND);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  /** Whether a directory has folders, and no image file beside them. */
  static boolean areIn(Path directory) throws IOException {
    List<Path> entries = sorted(directory);
    return entries.stream().anyMatch(each -> Files.isDirectory(each) && !isHidden(each))
        && entries.stream().noneMatch(each -> Files.isRegularFile(each) && isImage(each));
  }

  private static boolean isHidden(Path entry) {
    return entry.getFileName().toString().startsWith(".");
  }

  private static boolean isImage(Path file) {
    return !isHidden(file) && EXTENSIONS.contains(extension(file));
  }

  /** What follows the last dot of a file's name, in small letters; empty if there is none. */
  private static String extension(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The names of the classes, in alphabetical order. */
  List<String> classes() {
    return List.copyOf(files.keySet());
  }

  /** The files of a class, in alphabetical order; empty if there is no such class. */
  List<Path> files(String name) {
    return files.getOrDefault(name, List.of());
  }
}
