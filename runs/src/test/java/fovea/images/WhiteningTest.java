package fovea.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import fovea.data.ImageSet;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteningTest {

  private static final Shape SHAPE = Shape.image(2, 3, 2);
  private static final ReferenceEngine ENGINE = new ReferenceEngine();

  /** Images whose numbers depend on each other: each is half its own, half its neighbour's. */
  private static ImageSet images(int count, long key) {
    int elements = SHAPE.elements();
    byte[] pixels = new byte[count * elements];
    for (int image = 0; image < count; image++) {
      double before = 0;
      for (int i = 0; i < elements; i++) {
        double own = CounterBasedRandom.normal(CounterBasedRandom.subkey(key, image), i);
        before = 0.5 * before + own;
        pixels[image * elements + i] =
            (byte) (int) Math.max(0, Math.min(255, Math.round(128 + 25 * before)));
      }
    }
    return new ImageSet(SHAPE, List.of("one"), new byte[count], pixels);
  }

  private static double[][] covariance(ImageSet images) {
    int n = SHAPE.elements();
    double[][] rows = new double[images.size()][n];
    byte[] bytes = new byte[n];
    double[] mean = new double[n];
    for (int image = 0; image < images.size(); image++) {
      images.copy(image, bytes);
      for (int i = 0; i < n; i++) {
        rows[image][i] = ((bytes[i] & 0xff) - 128) * 6 / 127.5;
        mean[i] += rows[image][i] / images.size();
      }
    }
    double[][] covariance = new double[n][n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
        }
      }
    }
    return covariance;
  }

  @ParameterizedTest
  @EnumSource(names = {"ZCA", "PCA"})
  void whitenedNumbersNoLongerDependOnEachOther(NormalizationKind kind) {
    ImageSet images = images(2000, 1);
    double[][] before = covariance(images);
    assertThat(Math.abs(before[0][1])).isGreaterThan(0.1);
    Whitening whitening = Whitening.fit(images, kind, 1e-9, ENGINE);
    double[][] after = covariance(whitening.apply(images, ENGINE));
    for (int i = 0; i < after.length; i++) {
      for (int j = 0; j < after.length; j++) {
        // Bytes are steps of 6 / 127.5, whose rounding adds a variance of 0.0002.
        assertThat(after[i][j]).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(5e-3));
      }
    }
  }

  /** The two ways to them, and the definition. */
  @Test
  void variancesOfComponentsAreThoseOfTheCovariance() {
    for (int count : List.of(5, 9, 40)) {
      ImageSet images = images(count, 7);
      double[][] steps = covariance(images); // of steps of 6 / 127.5
      DMatrixRMaj matrix = new DMatrixRMaj(steps);
      CommonOps_DDRM.scale(Math.pow(127.5 / 6 / 255, 2), matrix);
      assertThat(PixelProducts.covariance(images).data).containsExactly(matrix.data, within(1e-12));
      List<Double> variances = Covariance.variances(images, 0.01);
      assertThat(variances).hasSize(12).isSortedAccordingTo(Comparator.reverseOrder());
      double squares = 0;
      double trace = 0;
      for (int i = 0; i < 12; i++) {
        trace += matrix.get(i, i);
        for (int j = 0; j < 12; j++) {
          squares += matrix.get(i, j) * matrix.get(i, j);
        }
      }
      assertThat(variances.stream().mapToDouble(each -> each).sum()).isCloseTo(trace, within(1e-9));
      assertThat(variances.stream().mapToDouble(each -> each * each).sum())
          .isCloseTo(squares, within(1e-9));
      assertThat(Covariance.of(images).variances(0.01).get(3))
          .isCloseTo(variances.get(3), within(1e-9));
    }
  }

  @Test
  void otherImagesAreMappedByWhatTheTrainingImagesSay() {
    Whitening whitening = Whitening.fit(images(2000, 1), NormalizationKind.ZCA, 1e-9, ENGINE);
    double[][] after = covariance(whitening.apply(images(2000, 2), ENGINE));
    assertThat(after[0][0]).isBetween(0.85, 1.15).isNotCloseTo(1, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"even", "gradient", "stripes", "two", "periodic"})
  void imagesThatAreMuchAlikeAreWhitenedToo(String kind) {
    Shape shape = Shape.image(3, 16, 16);
    byte[] pixels = new byte[40 * shape.elements()];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / shape.elements();
      int column = i % 16;
      pixels[i] =
          (byte)
              switch (kind) {
                case "even" -> image * 5;
                case "gradient" -> image * 7 + column * 9;
                case "stripes" -> (column + image) % 2 * 255;
                case "two" -> image % 2 * 200 + 20;
                default -> (i % shape.elements() * 31 + image * 17) % 251;
              };
    }
    ImageSet images = new ImageSet(shape, List.of("one"), new byte[40], pixels);
    for (float value : Whitening.fit(images, NormalizationKind.ZCA, 0.01, ENGINE).matrix()) {
      // No direction is stretched by more than 1 / sqrt(epsilon).
      assertThat(value).isBetween(-10.01f, 10.01f);
    }
  }

  /** Where the decomposition fails at first: what comes out must still whiten. */
  @ParameterizedTest
  @ValueSource(strings = {"zca", "pca"})
  void whatCannotBeDecomposedAsItIsIsWhitenedWithEpsilonInTheDiagonal(String kind) {
    int n = 48;
    double epsilon = 0.01;
    Covariance.Rows rows = (row, values) -> Arrays.fill(values, 0, n, row * 5 / 255.0);
    Covariance covariance = Covariance.of(40, n, rows);
    // All numbers of a row are one: the first component has all of the variance.
    double variance = (40 * 40 - 1) / 12.0 * (5 / 255.0) * (5 / 255.0);
    DMatrixRMaj matrix = new DMatrixRMaj(n, n);
    CommonOps_DDRM.fill(matrix, variance);
    assertThat(covariance.matrix().data).containsExactly(matrix.data, within(1e-12));
    assertThat(DecompositionFactory_DDRM.eig(n, true, true).decompose(covariance.matrix()))
        .as("the decomposition of such a matrix, which is why there is another way")
        .isFalse();

    float[] whitening = covariance.inverseRoot(epsilon, kind.equals("zca"));
    CommonOps_DDRM.addEquals(matrix, epsilon, CommonOps_DDRM.identity(n));
    // W (C + epsilon I) W^T is the identity for both kinds.
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          for (int l = 0; l < n; l++) {
            sum += (double) whitening[i * n + k] * matrix.get(k, l) * whitening[j * n + l];
          }
        }
        assertThat(sum).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(1e-4));
      }
    }
    assertThat(covariance.variances(epsilon))
        .hasSize(n)
        .first(DOUBLE)
        .isCloseTo(n * variance, within(1e-9));
    assertThat(covariance.variances(epsilon).subList(1, n))
        .allSatisfy(each -> assertThat(each).isCloseTo(0, within(1e-9)));
  }

  @Test
  void zcaIsSymmetricAndPcaHasOrthogonalRows() {
    ImageSet images = images(500, 3);
    int n = SHAPE.elements();
    float[] zca = Whitening.fit(images, NormalizationKind.ZCA, 1e-3, ENGINE).matrix();
    float[] pca = Whitening.fit(images, NormalizationKind.PCA, 1e-3, ENGINE).matrix();
    double lastLength = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertThat(zca[i * n + j]).isCloseTo(zca[j * n + i], within(1e-4f));
        double product = 0;
        for (int k = 0; k < n; k++) {
          product += (double) pca[i * n + k] * pca[j * n + k];
        }
        if (i == j) {
          assertThat(product).as("from the largest variance on").isGreaterThan(lastLength);
          lastLength = product;
        } else {
          assertThat(product).isCloseTo(0, within(1e-3));
        }
      }
    }
  }

  @Test
  void whatIsSavedDoesTheSame(@TempDir Path folder) throws IOException {
    ImageSet images = images(300, 4);
    Whitening fitted = Whitening.fit(images, NormalizationKind.ZCA, 0.1, ENGINE);
    Path file = folder.resolve("whitening.safetensors");
    fitted.save(file);
    assertThat(Whitening.load(file).apply(images, ENGINE).checksum())
        .isEqualTo(fitted.apply(images, ENGINE).checksum())
        .isNotEqualTo(images.checksum());
  }

  @Test
  void aFitIsKeptInTheCacheAndADamagedOneIsMadeAgain(@TempDir Path folder) throws IOException {
    ImageSet images = images(300, 5);
    Recipe recipe = RecipeReader.read("baseline", Map.of("normalize", "zca"));
    float[] first = Whitening.fit(recipe, images, ENGINE, folder).matrix();
    Path file = folder.resolve("whitening").resolve(images.checksum() + "-zca-0.01.safetensors");
    assertThat(file).exists();
    Files.writeString(file, "damaged");
    assertThat(Whitening.fit(recipe, images, ENGINE, folder).matrix()).containsExactly(first);
    assertThat(Whitening.load(file).matrix()).containsExactly(first);
  }

  @Test
  void whatIsNoWhiteningIsRefused(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("whitening.safetensors");
    assertThatThrownBy(() -> Whitening.load(missing))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no %s: without it the run's images cannot be whitened", missing);
    Whitening whitening = Whitening.fit(images(20, 1), NormalizationKind.ZCA, 1, ENGINE);
    ImageSet others = new ImageSet(Shape.image(1, 2, 2), List.of("one"), new byte[1], new byte[4]);
    assertThatThrownBy(() -> whitening.apply(others, ENGINE))
        .hasMessage("the whitening is of images of 2x3x2, not 1x2x2");
  }
}
