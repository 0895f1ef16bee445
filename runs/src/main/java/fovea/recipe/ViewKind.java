package fovea.recipe;

/** The views of a test image whose predictions are averaged (test-time augmentation). */
public enum ViewKind implements Choice {
  /** The image only. */
  NONE,
  /** The image and its mirror image. */
  FLIP,
  /**
   * Both, unshifted and shifted by one pixel along the main diagonal, up-left and down-right: six
   * views.
   */
  FLIP_SHIFT
}
