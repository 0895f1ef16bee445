package fovea.recipe;

/** The kinds of image normalisation. They apply to values from 0 to 1. */
public enum NormalizationKind implements Choice {
  /** No normalisation. */
  NONE,
  /**
   * Subtracts the mean of each channel and divides by its standard deviation over all pixels of the
   * training images.
   */
  CHANNEL,
  /** As {@link #CHANNEL}, but divides by the mean of the standard deviations within each image. */
  IMAGE_AVERAGE,
  /** As {@link #CHANNEL}, with the mean and standard deviation that the recipe gives. */
  GIVEN,
  /**
   * As the images that the weights of {@code init} were trained on. A training replaces this with
   * the normalisation that it means.
   */
  PRETRAINED,
  /** Normalises each channel of each image by its own mean and standard deviation. */
  IMAGE,
  /**
   * Normalises each image by its own mean and standard deviation over all channels (global contrast
   * normalisation).
   */
  CONTRAST,
  /** ZCA whitening: decorrelates the values of an image, which still looks like an image. */
  ZCA,
  /**
   * PCA whitening: decorrelates the values of an image, in the basis of the principal components.
   */
  PCA;

  /** Whether this is a whitening, a linear map of the whole image. */
  public boolean whitens() {
    return this == ZCA || this == PCA;
  }

  /** Whether its parameters are computed from the training images. */
  public boolean measured() {
    return this == CHANNEL || this == IMAGE_AVERAGE || whitens();
  }
}
