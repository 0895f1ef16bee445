package fovea.data;

import fovea.nn.Size;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** Images of files, of which an index is known. */
sealed interface Pictures extends Pixels permits PictureFile, StreamedPixels {

  PictureIndex index();

  /** The files that they were decoded from. */
  List<Path> files();

  @Override
  default String name(int image) {
    return files().get(image).toString();
  }

  @Override
  default int count() {
    return index().count();
  }

  @Override
  default Size size(int image) {
    return index().size(image);
  }

  @Override
  default void digest(int image, int elements, byte[] buffer, MessageDigest digest) {
    index().digest(image, digest);
  }
}
