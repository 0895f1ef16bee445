package fovea.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where in a directory of images the class folders are.
 *
 * @param train the directory of class folders with training images
 * @param validation the one with images to choose epochs and settings by
 * @param test the one with images for the final test
 * @param unused folders beside those that are not taken
 */
record FolderLayout(Path train, Optional<Path> validation, Optional<Path> test, List<Path> unused) {

  static final Set<String> TRAIN = Set.of("train", "training");
  static final Set<String> VALIDATION = Set.of("val", "valid", "validation", "dev");
  static final Set<String> TEST = Set.of("test", "testing");

  /**
   * The layout of a directory. If it has a folder {@code train} that has class folders, this and
   * its neighbours {@code val} and {@code test} are taken; their names may also be in capitals, and
   * {@code training}, {@code valid}, {@code validation}, {@code dev} and {@code testing}. Otherwise
   * the class folders are those of the directory itself.
   */
  static FolderLayout of(Path directory) throws IOException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(directory)) {
      folders =
          entries
              .filter(each -> Files.isDirectory(each) && !name(each).startsWith("."))
              .sorted()
              .toList();
    }
    Optional<Path> train = find(folders, TRAIN);
    if (train.isEmpty()) {
      return new FolderLayout(directory, Optional.empty(), Optional.empty(), List.of());
    }
    Optional<Path> validation = find(folders, VALIDATION);
    Optional<Path> test = find(folders, TEST);
    List<Path> unused = new ArrayList<>(folders);
    unused.remove(train.get());
    validation.ifPresent(unused::remove);
    test.ifPresent(unused::remove);
    return new FolderLayout(train.get(), validation, test, unused);
  }

  private static Optional<Path> find(List<Path> folders, Set<String> names) throws IOException {
    for (Path folder : folders) {
      if (names.contains(name(folder).toLowerCase(Locale.ROOT)) && ClassFolders.areIn(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }
}
