package fovea.recipe;

import fovea.nn.Size;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some epochs of progressive resizing, in which the network is given smaller images, as written in
 * recipes: {@code 4 at 24} for four epochs with 24 x 24 pixels.
 *
 * @param epochs how many, 1 or more
 * @param imageSize the size of the images
 */
public record ResizedEpochs(int epochs, ImageSize imageSize) {

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})\\s+at\\s+([1-9]\\S*)");

  /** What is allowed, for error messages. */
  static final String ALLOWED = "epochs and sizes such as '4 at 24, 2 at 28'";

  /**
   * Parses the text of a recipe.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ResizedEpochs parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not epochs at a size".formatted(text));
    }
    return new ResizedEpochs(Integer.parseInt(matcher.group(1)), ImageSize.parse(matcher.group(2)));
  }

  /** Rows and columns of the images. */
  public Size size() {
    return imageSize.size().orElseThrow();
  }

  /** The text from which {@link #parse} returns these epochs. */
  @Override
  public String toString() {
    return epochs + " at " + imageSize;
  }
}
