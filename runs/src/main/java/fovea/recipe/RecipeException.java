package fovea.recipe;

/**
 * A recipe, a network as text or an option has an unknown key or an invalid value; the message
 * names it and what is allowed.
 */
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
