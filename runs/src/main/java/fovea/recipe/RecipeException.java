package fovea.recipe;

/** A recipe says something that it cannot say; the message names the key and what is allowed. */
public final class RecipeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: the key, its value, what is allowed
   */
  public RecipeException(String message) {
    super(message);
  }

  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
