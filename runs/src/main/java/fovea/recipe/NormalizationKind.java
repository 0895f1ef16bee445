package fovea.recipe;

/** The normalisations of images. */
public enum NormalizationKind implements Choice {
  /** Nothing: values from 0 to 1. */
  NONE,
  /** Minus the channel's mean, divided by the standard deviation over all pixels. */
  CHANNEL,
  /** The same with the mean of the images' own standard deviations. */
  IMAGE_AVERAGE,
  /** The same with the recipe's own numbers. */
  GIVEN,
  /** Each channel of each image by itself. */
  IMAGE,
  /** Each image by itself. */
  CONTRAST,
  /** Whitened, in the coordinates of pixels. */
  ZCA,
  /** Whitened, in the coordinates of principal components. */
  PCA;

  /** Whether whole images are whitened. */
  public boolean whitens() {
    return this == ZCA || this == PCA;
  }

  /** Whether its numbers are measured on training images. */
  public boolean measured() {
    return this == CHANNEL || this == IMAGE_AVERAGE || whitens();
  }
}
