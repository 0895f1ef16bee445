package fovea.images;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.train.Safetensors;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The variances along the principal components of training images, with values from 0 to 1, which
 * whitening makes equal. They are of the images that a recipe's whitening is fitted to where the
 * recipe does not say.
 *
 * @param sample how many images they are of
 * @param epsilon what whitening adds to them before it divides by their roots
 * @param variances from the largest to the smallest
 */
public record PrincipalComponents(int sample, double epsilon, List<Double> variances) {

  /** The size of a matrix, that of 3 x 32 x 32 numbers, whose eigenvalues take no minutes. */
  private static final int QUICK = 3072;

  /** The size of one for which a person waits. */
  private static final int NOTICED = 1500;

  private static final Logger LOG = LoggerFactory.getLogger(PrincipalComponents.class);

  public PrincipalComponents {
    variances = List.copyOf(variances);
  }

  /**
   * Measures them, or takes them from the cache, where they were measured before.
   *
   * @throws RecipeException if the images are too large to be whitened
   */
  public static PrincipalComponents of(ImageSet train, DataCatalog catalog) throws IOException {
    Recipe recipe = recipe();
    ImageSet sample = train.limit(recipe.whiteningSample());
    Whitening.requireSize(recipe, sample.shape());
    int elements = sample.shape().elements();
    Path file =
        catalog.cache().resolve("whitening").resolve(sample.checksum() + "-variances.safetensors");
    if (Files.exists(file)) {
      try {
        return new PrincipalComponents(
            sample.size(), recipe.whiteningEpsilon(), load(file, elements));
      } catch (IOException e) {
        LOG.warn("{}: measuring it again", e.getMessage());
      }
    }
    int size = size(sample);
    if (size > NOTICED) {
      LOG.info(
          "measuring the variances of {} principal components of {} images: {}, once",
          elements,
          sample.size(),
          size > QUICK ? "this takes minutes" : "some 15 seconds");
    }
    save(file, Covariance.variances(sample, recipe.whiteningEpsilon()));
    return new PrincipalComponents(sample.size(), recipe.whiteningEpsilon(), load(file, elements));
  }

  /** Whether they take seconds and not minutes. */
  static boolean areQuick(ImageSet train) throws IOException {
    return size(train.limit(recipe().whiteningSample())) <= QUICK;
  }

  /** The rows of the matrix whose eigenvalues they are. */
  private static int size(ImageSet sample) {
    return Math.min(sample.size(), sample.shape().elements());
  }

  private static Recipe recipe() throws IOException {
    return RecipeReader.read("baseline", Map.of("normalize", "pca"));
  }

  private static void save(Path file, List<Double> variances) throws IOException {
    float[] values = new float[variances.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = variances.get(i).floatValue();
    }
    Safetensors.write(
        file,
        Map.of(),
        List.of(new Safetensors.Entry("variances", List.of(values.length), () -> values)));
  }

  private static List<Double> load(Path file, int elements) throws IOException {
    List<Double> variances = new ArrayList<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (float value : reader.read("variances", List.of(elements))) {
        variances.add((double) value);
      }
    }
    return variances;
  }

  /** The share of all variance that the first components hold; 1 where nothing varies. */
  public double share(int components) {
    double all = sum(variances);
    return all == 0 ? 1 : sum(variances.subList(0, Math.min(components, variances.size()))) / all;
  }

  /** How many of the first components hold a share of all variance. */
  public int holding(double share) {
    double wanted = share * sum(variances);
    double sum = 0;
    int count = 0;
    while (count < variances.size() && sum < wanted) {
      sum += variances.get(count);
      count++;
    }
    return count;
  }

  private static double sum(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The largest variance. */
  public double largest() {
    return variances.get(0);
  }

  /** The smallest variance. */
  public double smallest() {
    return variances.get(variances.size() - 1);
  }

  /** What whitening multiplies a component of some variance with: {@code 1 / sqrt(l + epsilon)}. */
  public double stretch(double variance) {
    return 1 / Math.sqrt(variance + epsilon);
  }
}
