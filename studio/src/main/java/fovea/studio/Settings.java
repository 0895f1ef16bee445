package fovea.studio;

import fovea.studio.jobs.FormSection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a studio is started.
 *
 * @param runs the folder of the runs
 * @param report the folder of the student's report, which need not be there
 * @param host the address to listen at; the loopback address unless others may visit
 * @param port the port; 0 for any that is free
 * @param token what a visitor must know; if empty, a random one
 * @param language the language of the page until the visitor chooses another
 * @param launcher the words that start the {@code fovea} command, to train
 * @param called how the user calls {@code fovea}, for commands to be copied
 * @param form the keys of recipes, as the form of a training shows them
 */
public record Settings(
    Path runs,
    Path report,
    String host,
    int port,
    Optional<String> token,
    String language,
    List<String> launcher,
    String called,
    List<FormSection> form) {

  /** The loopback address. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MIN_TOKEN = 16;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if others may visit without a token, the token is too short to
   *     be safe, or the port is out of range
   */
  public Settings {
    launcher = List.copyOf(launcher);
    form = List.copyOf(form);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "--port is %s: it must be from 1 to 65535, or 0 for any".formatted(port));
    }
    if (token.isPresent() && !token.get().matches("[A-Za-z0-9_-]{" + MIN_TOKEN + ",}")) {
      throw new IllegalArgumentException(
          "--token must have %s or more letters, digits, - and _".formatted(MIN_TOKEN));
    }
    if (!isLoopback(host) && token.isEmpty()) {
      throw new IllegalArgumentException(
          ("--host %s lets others on the network see, start and stop your runs, over a connection"
                  + " that is not encrypted: choose a --token that they must know")
              .formatted(host));
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }
}
