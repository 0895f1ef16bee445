package fovea.recipe;

/**
 * Thrown if a recipe, a network as text or an option has an unknown key or an invalid value. The
 * message names the key and what is allowed.
 */
public final class RecipeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: the key, its value and what is allowed
   */
  public RecipeException(String message) {
    super(message);
  }

  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
