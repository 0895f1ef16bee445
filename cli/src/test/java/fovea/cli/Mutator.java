package fovea.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes files that are nearly right: a few random changes to a right one. */
final class Mutator {

  private static final List<String> WORDS =
      List.of(
          "-1",
          "0",
          "1e999",
          "NaN",
          "null",
          "true",
          "9999999999",
          "2147483648",
          "[",
          "]",
          "{",
          "}",
          ":",
          ",",
          "\"",
          "'",
          "\n",
          "\t",
          "---\n",
          "&a ",
          "*a",
          "!!int ",
          "\\u0000",
          "\u00e9",
          "\ud83d\ude00",
          "\ufeff",
          "%s",
          "../",
          "classes",
          "#");

  private static final int[] NUMBERS = {
    0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0x10000, 0x1000000
  };

  private final Random random;

  Mutator(long seed) {
    random = new Random(seed);
  }

  byte[] mutate(byte[] file) {
    byte[] mutant = file.clone();
    for (int change = 1 + random.nextInt(4); change > 0; change--) {
      mutant = change(mutant);
    }
    return mutant;
  }

  private byte[] change(byte[] file) {
    if (file.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(file.length);
    int length = Math.min(1 + random.nextInt(1 + random.nextInt(64)), file.length - at);
    return switch (random.nextInt(9)) {
      case 0 -> {
        file[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        yield file;
      }
      case 1 -> {
        file[at] = (byte) random.nextInt();
        yield file;
      }
      case 2 -> number(file, at);
      case 3 -> Arrays.copyOf(file, at);
      case 4 -> splice(file, at, length, new byte[0]);
      case 5 -> splice(file, at, 0, Arrays.copyOfRange(file, at, at + length));
      case 6 -> {
        int from = random.nextInt(file.length);
        byte[] other = Arrays.copyOfRange(file, from, Math.min(file.length, from + length));
        yield splice(file, at, length, other);
      }
      case 7 -> {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        yield splice(file, at, random.nextInt(2) * length, word.getBytes(StandardCharsets.UTF_8));
      }
      default -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        yield splice(file, at, length, noise);
      }
    };
  }

  /** A number of one, two or four bytes, in either order. */
  private byte[] number(byte[] file, int at) {
    int number = NUMBERS[random.nextInt(NUMBERS.length)];
    int bytes = 1 << random.nextInt(3);
    boolean little = random.nextBoolean();
    for (int i = 0; i < bytes && at + i < file.length; i++) {
      file[at + i] = (byte) (number >>> (Byte.SIZE * (little ? i : bytes - 1 - i)));
    }
    return file;
  }

  private static byte[] splice(byte[] file, int at, int removed, byte[] inserted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    out.writeBytes(inserted);
    out.write(file, at + removed, file.length - at - removed);
    return out.toByteArray();
  }
}
