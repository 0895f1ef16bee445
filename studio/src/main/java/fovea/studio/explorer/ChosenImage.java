package fovea.studio.explorer;

import fovea.data.ImageFiles;
import fovea.data.ImageSet;
import fovea.lab.explain.ExplainedImage;
import fovea.lab.figure.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * An image as the page names it: {@code test:12}, or {@code upload:ID}.
 *
 * @param kind {@code test} or {@code upload}
 * @param name the number of a test image, or the name of an upload
 */
record ChosenImage(String kind, String name) {

  private static final String TEST = "test";
  private static final String UPLOAD = "upload";

  /**
   * Parses a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ChosenImage parse(String text) {
    String[] parts = text.split(":", 2);
    boolean test = parts[0].equals(TEST) && parts.length == 2 && parts[1].matches("\\d{1,9}");
    boolean upload = parts[0].equals(UPLOAD) && parts.length == 2;
    if (!test && !upload) {
      throw new IllegalArgumentException(
          "image is '%s': it must be test:NUMBER or upload:NAME".formatted(text));
    }
    return new ChosenImage(parts[0], parts[1]);
  }

  /**
   * The image as a run's network takes it.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is no such image
   */
  ExplainedImage explained(LoadedRun run, Uploads uploads) throws IOException {
    return ExplainedImage.of(run.model(), name, single(run, uploads), label(run));
  }

  /** The image alone in a set. */
  ImageSet single(LoadedRun run, Uploads uploads) throws IOException {
    return kind.equals(UPLOAD)
        ? run.model().image(uploads.file(name))
        : ExplainedImage.single(run.images(), number(run.images()));
  }

  private OptionalInt label(LoadedRun run) throws IOException {
    return kind.equals(UPLOAD)
        ? OptionalInt.empty()
        : OptionalInt.of(run.images().label(number(run.images())));
  }

  /** An upload at its own size; a test image as it is. */
  BufferedImage photograph(LoadedRun run, Uploads uploads) throws IOException {
    return kind.equals(UPLOAD)
        ? ImageFiles.load(uploads.file(name), run.model().recipe().ignoreExif())
        : Pictures.of(run.images(), number(run.images()));
  }

  private int number(ImageSet images) {
    int number = Integer.parseInt(name);
    if (number >= images.size()) {
      throw new IllegalArgumentException(
          "there is no test image %s: there are %s".formatted(number, images.size()));
    }
    return number;
  }
}
