package fovea.recipe;

/** The variants of a test image whose predictions are averaged. */
public enum ViewKind implements Choice {
  /** The image alone. */
  NONE,
  /** The image and its mirror image. */
  FLIP,
  /** Both, also moved by a pixel along either diagonal. */
  FLIP_SHIFT
}
