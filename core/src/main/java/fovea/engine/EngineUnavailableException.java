package fovea.engine;

/** Thrown if an engine cannot run on this machine; the message says why. */
public final class EngineUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
