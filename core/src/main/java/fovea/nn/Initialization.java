package fovea.nn;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Schemes for initialising weights and biases. Normalisation parameters always start with scale 1
 * and shift 0.
 */
public enum Initialization {
  /**
   * The default of PyTorch's Conv2d and Linear: weights and biases uniform within ± 1 / sqrt(fan
   * in), which is Kaiming initialisation with a negative slope of sqrt(5).
   */
  PYTORCH,
  /** Normal with variance 2 / fan in, biases zero (He et al. 2015, equation 10). */
  HE,
  /**
   * Uniform within ± sqrt(6 / (fan in + fan out)), biases zero (Glorot and Bengio 2010, eq. 16).
   */
  XAVIER;

  /** What layer scales start with (Liu et al. 2022, table 5). */
  private static final float SMALL = 1e-6f;

  /**
   * The scheme with the given name, ignoring case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Initialization named(String name) {
    for (Initialization each : values()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "unknown initialization '%s': choose from %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))));
  }

  /** The initial values of a parameter, row-major, determined by the seed and its name. */
  public float[] values(Parameter parameter, long seed) {
    float[] values = new float[parameter.elements()];
    long key =
        CounterBasedRandom.subkey(
            CounterBasedRandom.key(seed, CounterBasedRandom.Purpose.INITIALIZATION),
            parameter.name().hashCode());
    switch (parameter.role()) {
      case WEIGHT -> {
        fillWeight(values, parameter, key);
        if (parameter.start() == Parameter.Start.DIRAC) {
          passOn(values, parameter);
        }
      }
      case BIAS -> {
        if (this == PYTORCH) {
          fillUniform(values, 1 / Math.sqrt(parameter.fanIn()), key);
        }
      }
      case SCALE, RUNNING_VARIANCE ->
          Arrays.fill(values, parameter.start() == Parameter.Start.SMALL ? SMALL : 1);
      case SHIFT, RUNNING_MEAN -> {}
    }
    return values;
  }

  private void fillWeight(float[] values, Parameter parameter, long key) {
    switch (this) {
      case PYTORCH -> fillUniform(values, 1 / Math.sqrt(parameter.fanIn()), key);
      case XAVIER ->
          fillUniform(values, Math.sqrt(6.0 / (parameter.fanIn() + parameter.fanOut())), key);
      case HE -> {
        double deviation = Math.sqrt(2.0 / parameter.fanIn());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * CounterBasedRandom.normal(key, i));
        }
      }
    }
  }

  /** Lets filter i pass on channel i, as many as there are of both. */
  private static void passOn(float[] values, Parameter parameter) {
    int filters = parameter.dims().get(0);
    int channels = parameter.dims().get(1);
    int height = parameter.dims().get(2);
    int width = parameter.dims().get(3);
    int area = height * width;
    int center = height / 2 * width + width / 2;
    int identities = Math.min(filters, channels);
    Arrays.fill(values, 0, identities * channels * area, 0);
    for (int i = 0; i < identities; i++) {
      values[(i * channels + i) * area + center] = 1;
    }
  }

  private static void fillUniform(float[] values, double bound, long key) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * CounterBasedRandom.uniform(key, i) - 1));
    }
  }
}
