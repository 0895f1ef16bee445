package fovea.data;

/** What is done about classes with unequal numbers of training images. */
public enum Balance {
  /** Nothing. */
  NONE,
  /**
   * The loss of each image is weighted by n / (k m) for n images of k classes, m of them of its
   * class, so that the weights' mean is 1. PyTorch's {@code CrossEntropyLoss(weight=...)} divides
   * by the sum of a batch's weights instead of the number of its images.
   */
  WEIGHTS,
  /**
   * As many images as a pass has are drawn with replacement: first a class, then one of its images,
   * each uniformly, as by PyTorch's {@code WeightedRandomSampler} with inverse class frequencies.
   */
  SAMPLING
}
