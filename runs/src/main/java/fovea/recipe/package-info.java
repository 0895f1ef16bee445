/**
 * Recipes and networks as text.
 *
 * <p>A {@link fovea.recipe.Recipe} holds the settings of a training run and is read from YAML by
 * {@link fovea.recipe.RecipeReader}. A {@link fovea.recipe.NetworkText} is a network as a list of
 * layers, also in YAML; writing it and reading it again gives the same network. Error messages name
 * the line.
 */
package fovea.recipe;
