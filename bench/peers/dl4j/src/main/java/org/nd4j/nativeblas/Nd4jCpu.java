package org.nd4j.nativeblas;

/**
 * Switches Deeplearning4j's oneDNN kernels on. Its layers ask a class of this name, which moved to
 * another package in 1.0.0-M2, whether oneDNN may be used; as they do not find it, they compute
 * without, more than ten times as slowly.
 */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** What the layers ask. */
  public static final class Environment {

    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only one. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether oneDNN may be used. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}
