package fovea.lab;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The variances along the principal components of training images, of values from 0 to 1.
 *
 * @param sample how many images they are of
 * @param variances from the largest to the smallest
 */
public record PrincipalComponents(int sample, List<Double> variances) {

  public PrincipalComponents {
    variances = List.copyOf(variances);
  }

  /** Fits them, or takes them from a PCA whitening that was fitted before. */
  public static PrincipalComponents of(ImageSet train, DataCatalog catalog) throws IOException {
    Recipe recipe = RecipeReader.read("baseline", Map.of("normalize", "pca"));
    float[] rows = Whitening.fit(recipe, train, Engines.named("auto"), catalog.cache()).matrix();
    int components = train.shape().elements();
    List<Double> variances = new ArrayList<>();
    for (int i = 0; i < components; i++) {
      double square = 0; // 1 / (variance + epsilon)
      for (int j = 0; j < components; j++) {
        square += (double) rows[i * components + j] * rows[i * components + j];
      }
      variances.add(Math.max(0, 1 / square - recipe.whiteningEpsilon()));
    }
    return new PrincipalComponents(train.limit(recipe.whiteningSample()).size(), variances);
  }

  /** How many of the first components hold a share of all variance. */
  public int holding(double share) {
    double all = variances.stream().mapToDouble(Double::doubleValue).sum();
    double sum = 0;
    int count = 0;
    while (count < variances.size() && sum < share * all) {
      sum += variances.get(count);
      count++;
    }
    return count;
  }
}
