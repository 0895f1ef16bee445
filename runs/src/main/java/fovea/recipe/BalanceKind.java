package fovea.recipe;

import fovea.data.Balance;

/** What is done about classes with unequal numbers of training images. */
public enum BalanceKind implements Choice {
  /** Nothing. */
  NONE,
  /** The loss of each image is weighted, inversely to the number of images of its class. */
  WEIGHTS,
  /** Images are drawn so that all classes are equally frequent. */
  SAMPLING;

  /** What a loader does. */
  public Balance balance() {
    return Balance.valueOf(name());
  }
}
