package fovea.data;

import fovea.nn.CounterBasedRandom;

/**
 * A part of every batch: one of several of nearly the same size, in the order of the images.
 *
 * @param index its number, from 0 on
 * @param count how many parts there are
 */
public record Slice(int index, int count) {

  /** The whole batch. */
  public static final Slice WHOLE = new Slice(0, 1);

  /** Checks the values. */
  public Slice {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException("slice %s of %s does not exist".formatted(index, count));
    }
  }

  /** The first image of the slice in a batch of the given size. */
  int start(int batch) {
    return (int) ((long) batch * index / count);
  }

  /** How many images of a batch the slice has. */
  public int size(int batch) {
    return (int) ((long) batch * (index + 1) / count) - start(batch);
  }

  /** How many images the largest slice of a batch has. */
  public int largest(int batch) {
    return (batch + count - 1) / count;
  }

  /** A random key for what differs between the slices of a batch; the key itself for the first. */
  public long subkey(long key) {
    return index == 0 ? key : CounterBasedRandom.subkey(key, -1L - index);
  }
}
