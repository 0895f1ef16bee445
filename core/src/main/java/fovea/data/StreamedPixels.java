package fovea.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Images that are decoded from their files whenever they are read.
 *
 * @param files the files
 * @param fit how images are brought to their size
 * @param ignoreExif whether to leave them as they are stored
 * @param index what decoding them once has told
 */
record StreamedPixels(List<Path> files, Fit fit, boolean ignoreExif, PictureIndex index)
    implements Pictures {

  @Override
  public void copy(int image, byte[] destination) {
    try {
      Picture picture = ImageFiles.load(files.get(image), fit, ignoreExif);
      if (picture.values().length != index.bytes(image)) {
        throw new IllegalStateException(files.get(image) + " has changed since the training began");
      }
      System.arraycopy(picture.values(), 0, destination, 0, picture.values().length);
    } catch (IOException e) {
      throw new IllegalStateException(Reason.of(e), e);
    }
  }

  @Override
  public boolean decodes() {
    return true;
  }
}
