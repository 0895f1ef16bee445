package fovea.lab;

/** A recipe says something that it cannot say; the message names the key and what is allowed. */
public final class RecipeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  RecipeException(String message) {
    super(message);
  }

  RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
