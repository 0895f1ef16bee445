package fovea.recipe;

/** Which variants of a test image the network votes on. */
public enum ViewKind implements Choice {
  /** The image alone. */
  NONE,
  /** The image and its mirror image. */
  FLIP,
  /** Both, also moved by a pixel along either diagonal. */
  FLIP_SHIFT
}
