package fovea.data;

import fovea.nn.Size;
import java.util.Optional;

/**
 * How image files become images of a data set.
 *
 * @param size the size that they get; empty for their own if all have the same, and otherwise one
 *     that depends on how large they are
 * @param resize how images of other proportions are brought to that size
 * @param ignoreExif whether images stay as they are stored, although their EXIF data say how to
 *     turn or mirror them
 * @param skipDamaged whether files that cannot be decoded are left out; otherwise they are an error
 * @param whole whether training images keep what is outside of their centre, for random crops
 * @param stream whether images are decoded anew whenever they are read, instead of once
 */
public record ImageOptions(
    Optional<Size> size,
    ResizeMode resize,
    boolean ignoreExif,
    boolean skipDamaged,
    boolean whole,
    boolean stream) {

  /** Cropping at the centre, and turning as the EXIF data say. */
  public static final ImageOptions DEFAULT = new ImageOptions(ResizeMode.CROP, false);

  /** Options for images that are fitted and turned, and have their defaults for the rest. */
  public ImageOptions(ResizeMode resize, boolean ignoreExif) {
    this(Optional.empty(), resize, ignoreExif, false, false, false);
  }

  /** The same with another size. */
  public ImageOptions sized(Size size) {
    return new ImageOptions(Optional.of(size), resize, ignoreExif, skipDamaged, whole, stream);
  }

  /** The same, but for leaving damaged files out. */
  public ImageOptions skippingDamaged() {
    return new ImageOptions(size, resize, ignoreExif, true, whole, stream);
  }
}
