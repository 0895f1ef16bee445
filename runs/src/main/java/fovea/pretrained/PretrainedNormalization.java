package fovea.pretrained;

import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.run.Provenance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The normalisation of the images that the weights of a file were trained on. */
public final class PretrainedNormalization {

  private static final Logger LOG = LoggerFactory.getLogger(PretrainedNormalization.class);

  private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
  private static final List<Float> IMAGENET_DEVIATION = List.of(0.229f, 0.224f, 0.225f);

  private PretrainedNormalization() {}

  /**
   * Replaces {@code normalize: pretrained} with the normalisation that it means, so that a run does
   * not depend on the file that it started with: that of the run the file is of, or ImageNet's,
   * with which torchvision's and timm's weights were trained.
   *
   * @throws RecipeException if the weights were trained on whitened images
   * @throws IOException if the file cannot be read
   */
  public static Recipe settle(Recipe recipe) throws IOException {
    if (recipe.normalize() != NormalizationKind.PRETRAINED) {
      return recipe;
    }
    WeightsFile file = WeightsFile.open(recipe.initFile().orElseThrow());
    if (file.provenance().isPresent()) {
      return as(recipe, file.name(), file.provenance().get());
    }
    LOG.info(
        "{} does not say how its images were normalised: as those of ImageNet, with mean {} and"
            + " deviation {}, unless --normalize says otherwise",
        file.name(),
        IMAGENET_MEAN,
        IMAGENET_DEVIATION);
    return given(recipe, IMAGENET_MEAN, IMAGENET_DEVIATION);
  }

  private static Recipe as(Recipe recipe, String name, Provenance trained) {
    NormalizationKind kind = trained.recipe().normalize();
    return switch (kind) {
      case CHANNEL, IMAGE_AVERAGE, GIVEN ->
          given(recipe, trained.info().mean(), trained.info().deviation());
      case NONE, IMAGE, CONTRAST, PRETRAINED ->
          RecipeReader.change(recipe, "normalize", kind.label());
      case ZCA, PCA ->
          throw new RecipeException(
              "init is '%s', which was trained on whitened images (%s): choose a normalize of your own"
                  .formatted(name, kind.label()));
    };
  }

  private static Recipe given(Recipe recipe, List<Float> mean, List<Float> deviation) {
    return RecipeReader.change(
        recipe,
        Map.of(
            "normalize", NormalizationKind.GIVEN.label(),
            "mean", text(mean),
            "deviation", text(deviation)));
  }

  private static String text(List<Float> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
