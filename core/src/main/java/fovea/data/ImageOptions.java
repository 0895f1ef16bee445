package fovea.data;

/**
 * How image files become images of a data set.
 *
 * @param resize how images of other proportions are brought to the wanted size
 * @param ignoreExif whether images stay as they are stored, although their EXIF data say how to
 *     turn or mirror them
 */
public record ImageOptions(ResizeMode resize, boolean ignoreExif) {

  /** Cropping at the centre, and turning as the EXIF data say. */
  public static final ImageOptions DEFAULT = new ImageOptions(ResizeMode.CROP, false);
}
