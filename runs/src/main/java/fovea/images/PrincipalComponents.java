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
 * The variances along the principal components of training images, of values from 0 to 1, which
 * whitening equalises. They are those of the images that whitening is fitted to by default.
 *
 * @param sample number of images they were computed from
 * @param epsilon the number that whitening adds to each variance before it divides by the square
 *     root
 * @param variances the variances, in descending order
 */
public record PrincipalComponents(int sample, double epsilon, List<Double> variances) {

  /**
   * The maximum size of a matrix whose eigenvalues take seconds rather than minutes: that of images
   * of 3 x 32 x 32 values.
   */
  private static final int MAX_QUICK_SIZE = 3072;

  /** The maximum size of a matrix whose eigenvalues are computed without a message. */
  private static final int MAX_SILENT_SIZE = 1500;

  private static final Logger LOG = LoggerFactory.getLogger(PrincipalComponents.class);

  public PrincipalComponents {
    variances = List.copyOf(variances);
  }

  /**
   * Computes the variances, or loads them from the cache.
   *
   * @throws RecipeException if the images are too large to be whitened
   * @throws IOException if the cache cannot be written
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
    if (size > MAX_SILENT_SIZE) {
      LOG.info(
          "measuring the variances of {} principal components of {} images: {}, once",
          elements,
          sample.size(),
          size > MAX_QUICK_SIZE ? "this takes minutes" : "some 15 seconds");
    }
    save(file, Covariance.variances(sample, recipe.whiteningEpsilon()));
    return new PrincipalComponents(sample.size(), recipe.whiteningEpsilon(), load(file, elements));
  }

  /** Whether the computation takes seconds rather than minutes. */
  static boolean areQuick(ImageSet train) throws IOException {
    return size(train.limit(recipe().whiteningSample())) <= MAX_QUICK_SIZE;
  }

  /** The number of rows of the matrix whose eigenvalues are computed. */
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

  /**
   * The fraction of the total variance that the first components explain; 1 if there is no
   * variance.
   */
  public double share(int components) {
    double all = sum(variances);
    return all == 0 ? 1 : sum(variances.subList(0, Math.min(components, variances.size()))) / all;
  }

  /**
   * The smallest number of first components that explain a given fraction of the total variance.
   */
  public int holding(double share) {
    double target = share * sum(variances);
    double sum = 0;
    int count = 0;
    while (count < variances.size() && sum < target) {
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

  /**
   * The factor by which whitening multiplies a component of the given variance l: {@code 1 / sqrt(l
   * + epsilon)}.
   */
  public double stretch(double variance) {
    return 1 / Math.sqrt(variance + epsilon);
  }
}
