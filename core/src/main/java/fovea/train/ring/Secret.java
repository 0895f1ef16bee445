package fovea.train.ring;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the members of one training know and nobody else does. It is never sent. */
public final class Secret {

  /** The length of challenges and answers in bytes. */
  static final int LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 8;

  private final SecretKeySpec key;

  /**
   * @throws IllegalArgumentException if the text is shorter than 8 characters
   */
  public Secret(String text) {
    if (text.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "the secret has %s characters: it must have %s or more"
              .formatted(text.length(), SHORTEST));
    }
    key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** A new challenge. */
  static byte[] challenge() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /**
   * The answer to challenges, which only who knows the secret can give.
   *
   * @param role what the answer is for, so that it cannot serve for anything else
   */
  byte[] answer(String role, byte[]... challenges) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(role.getBytes(StandardCharsets.UTF_8));
      for (byte[] each : challenges) {
        mac.update(each);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /** Whether an answer is the right one. */
  boolean accepts(byte[] answer, String role, byte[]... challenges) {
    return MessageDigest.isEqual(answer, answer(role, challenges));
  }
}
