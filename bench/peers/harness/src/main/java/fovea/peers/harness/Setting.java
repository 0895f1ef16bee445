package fovea.peers.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a measurement. The network is the lab's (three blocks of a 5 x 5
 * convolution, ReLU and 2 x 2 max pooling, with 32, 64 and 64 channels, then linear layers with
 * 1000 and 10 outputs) or one of torchvision's.
 *
 * @param variant {@code plain}, or {@code bn-dropout}, which adds batch normalisation between
 *     convolution and ReLU, and dropout before the last layer; otherwise the name of a network of
 *     torchvision
 * @param precision {@code f32} or {@code bf16}
 * @param batch batch size
 * @param warmUp number of warm-up steps
 * @param steps number of training steps to time, and of batches to classify
 * @param seconds time limit for the timed steps; at least {@link #MIN_STEPS} are taken
 * @param inference whether to measure inference as well
 * @param started start time of the process, in milliseconds since the epoch (1970)
 */
public record Setting(
    String variant,
    String precision,
    int batch,
    int warmUp,
    int steps,
    double seconds,
    boolean inference,
    long started) {

  /** Number of classes, the outputs of the lab's network. */
  public static final int CLASSES = 10;

  /** Channels of an image. */
  public static final int CHANNELS = 3;

  /** Height and width of an image of the lab's network. */
  public static final int SIDE = 32;

  private static final int PHOTOGRAPH_CLASSES = 1000;
  private static final int PHOTOGRAPH_SIDE = 224;

  private static final List<String> LAB = List.of("plain", "bn-dropout");

  /** A hyperparameter of stochastic gradient descent. */
  public static final double LEARNING_RATE = 0.005;

  /** A hyperparameter of stochastic gradient descent. */
  public static final double MOMENTUM = 0.9;

  /** Dropout rate. */
  public static final double DROPOUT = 0.5;

  /** Minimum number of steps for a meaningful median. */
  static final int MIN_STEPS = 5;

  private static final int[] POWERS_OF_3 = {1, 3, 9};

  public Setting {
    requireOneOf("--precision", precision, List.of("f32", "bf16"));
    if (batch < 1 || warmUp < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "--batch is %s, --warm-up %s and --steps %s: all must be at least 1"
              .formatted(batch, warmUp, steps));
    }
  }

  private static void requireOneOf(String flag, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          "%s is '%s': it must be one of %s".formatted(flag, value, String.join(", ", allowed)));
    }
  }

  /**
   * Parses command-line flags, each followed by its value.
   *
   * @throws IllegalArgumentException if a flag has no value or an invalid one
   */
  static Setting parse(String[] arguments) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " has no value");
      }
      flags.put(arguments[i], arguments[i + 1]);
    }
    return new Setting(
        flags.getOrDefault("--variant", "plain"),
        flags.getOrDefault("--precision", "f32"),
        Integer.parseInt(flags.getOrDefault("--batch", "128")),
        Integer.parseInt(flags.getOrDefault("--warm-up", "10")),
        Integer.parseInt(flags.getOrDefault("--steps", "40")),
        Double.parseDouble(flags.getOrDefault("--seconds", "60")),
        Boolean.parseBoolean(flags.getOrDefault("--inference", "true")),
        Long.parseLong(flags.getOrDefault("--started", processStart())));
  }

  private static String processStart() {
    return Long.toString(
        ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli());
  }

  /** Whether the network has batch normalisation and dropout. */
  public boolean normalized() {
    return variant.equals("bn-dropout");
  }

  /** Whether the network is one of torchvision's, for photographs. */
  public boolean photographs() {
    return !LAB.contains(variant);
  }

  /**
   * Refuses networks other than the lab's.
   *
   * @throws IllegalArgumentException if the network is one of torchvision's
   */
  public void requireLab() {
    requireOneOf("--variant", variant, LAB);
  }

  /** Number of classes, the outputs of the network. */
  public int classes() {
    return photographs() ? PHOTOGRAPH_CLASSES : CLASSES;
  }

  /** Height and width of an image. */
  public int side() {
    return photographs() ? PHOTOGRAPH_SIDE : SIDE;
  }

  /** The rate of dropout, in torchvision's networks as it is by default; 0 for none. */
  public double dropout() {
    if (variant.startsWith("mobilenet")) {
      return 0.2;
    }
    return normalized() || variant.startsWith("vgg") ? DROPOUT : 0;
  }

  /** The labels of the images: 0 to 9 cyclically. */
  public int[] labels() {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % CLASSES;
    }
    return labels;
  }

  /**
   * The images, batch x 3 x side x side: noise between -0.5 and 0.5 plus the colour of the class,
   * whose channels are -2, 0 or 2, the ternary digits of the class. {@code pytorch.py} generates
   * the same images. With {@link #LEARNING_RATE}, 50 steps memorise them; higher rates diverge.
   */
  public float[] images() {
    int pixels = side() * side();
    float[] images = new float[Math.multiplyExact(batch, CHANNELS * pixels)];
    for (int i = 0; i < images.length; i++) {
      int channel = i / pixels % CHANNELS;
      int label = i / (CHANNELS * pixels) % CLASSES;
      images[i] = noise(i) + 2 * (label / POWERS_OF_3[channel] % 3 - 1);
    }
    return images;
  }

  /** Noise between -0.5 and 0.5: a hash of the index. */
  private static float noise(int index) {
    int bits = index * 0x9E3779B1;
    bits = (bits ^ bits >>> 15) * 0x85EBCA77;
    bits ^= bits >>> 13;
    return (bits >>> 8) / (float) (1 << 24) - 0.5f;
  }
}
