package fovea.experiment;

import fovea.recipe.Recipe;
import fovea.train.Group;
import java.io.IOException;

/** How a training finds those it trains with. */
interface Meeting {

  /** That of a training which is alone. */
  Meeting NOBODY = (start, recipe, setup) -> Group.ALONE;

  /**
   * Waits for the others.
   *
   * @throws IOException if they do not come, or train something else
   */
  Group group(Start start, Recipe recipe, Setup setup) throws IOException;
}
