package org.nd4j.nativeblas;

/**
 * Enables Deeplearning4j's oneDNN kernels. Its layers look up a class of this name, which moved to
 * another package in 1.0.0-M2, to ask whether to use oneDNN. Without it, they fall back to kernels
 * that are more than ten times slower.
 */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** The environment that the layers query. */
  public static final class Environment {

    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The singleton. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether to use oneDNN. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}
