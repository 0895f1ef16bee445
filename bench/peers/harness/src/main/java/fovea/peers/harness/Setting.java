package fovea.peers.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a peer is to do. The network is the lab's: three times convolution 5 x 5, rectifier and max
 * pooling 2, with 32, 64 and 64 channels, then linear layers with 1000 and 10 outputs.
 *
 * @param variant {@code plain}, or {@code bn-dropout}: with batch normalisation between convolution
 *     and rectifier, and dropout in front of the last layer
 * @param precision {@code f32} or {@code bf16}
 * @param batch images a batch
 * @param warmUp training steps before those that count
 * @param steps training steps that count, and batches to classify
 * @param seconds no more time than this for the steps that count, though at least {@link
 *     #LEAST_STEPS} are taken
 * @param inference whether classifying is measured, too
 * @param started when the process was started, in milliseconds since 1970
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

  /** Classes, and outputs of the network. */
  public static final int CLASSES = 10;

  /** Channels, height and width of an image. */
  public static final int CHANNELS = 3;

  /** Height and width of an image. */
  public static final int SIDE = 32;

  /** Stochastic gradient descent's. */
  public static final double LEARNING_RATE = 0.005;

  /** Stochastic gradient descent's. */
  public static final double MOMENTUM = 0.9;

  /** Rate of the dropout. */
  public static final double DROPOUT = 0.5;

  /** Fewer steps have no median to speak of. */
  static final int LEAST_STEPS = 5;

  private static final int[] THREE_TO_THE = {1, 3, 9};

  public Setting {
    requireOneOf("--variant", variant, List.of("plain", "bn-dropout"));
    requireOneOf("--precision", precision, List.of("f32", "bf16"));
    if (batch < 1 || warmUp < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "--batch is %d, --warm-up %d and --steps %d: all must be at least 1"
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
   * A setting from a command line of flags, each with its value.
   *
   * @throws IllegalArgumentException if a flag has no value, or a wrong one
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

  /** Whether the network is batch-normalised and has dropout. */
  public boolean normalized() {
    return variant.equals("bn-dropout");
  }

  /** The images' labels: 0 to 9 in turn. */
  public int[] labels() {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % CLASSES;
    }
    return labels;
  }

  /**
   * The images, batch x 3 x 32 x 32: noise between -0.5 and 0.5 on a colour of the class, whose
   * channels are -2, 0 or 2: the class as a number to base 3. {@code pytorch.py} makes the same
   * ones. With {@link #LEARNING_RATE}, 50 steps learn them by heart; higher rates run away.
   */
  public float[] images() {
    int pixels = SIDE * SIDE;
    float[] images = new float[Math.multiplyExact(batch, CHANNELS * pixels)];
    for (int i = 0; i < images.length; i++) {
      int channel = i / pixels % CHANNELS;
      int label = i / (CHANNELS * pixels) % CLASSES;
      images[i] = noise(i) + 2 * (label / THREE_TO_THE[channel] % 3 - 1);
    }
    return images;
  }

  /** Multiplications and shifts that mix bits, as hash functions have them. */
  private static float noise(int index) {
    int bits = index * 0x9E3779B1;
    bits = (bits ^ bits >>> 15) * 0x85EBCA77;
    bits ^= bits >>> 13;
    return (bits >>> 8) / (float) (1 << 24) - 0.5f;
  }
}
