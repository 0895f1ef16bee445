package fovea.cli;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The user's browser, opened by the system's own command, since this Java draws no windows. */
final class Browser {

  private Browser() {}

  /** Opens an address if the system has a screen and a command for it; otherwise does nothing. */
  static void open(String address, Map<String, String> environment) {
    List<String> command =
        command(System.getProperty("os.name").toLowerCase(Locale.ROOT), environment);
    if (command.isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>(command);
    words.add(address);
    ProcessBuilder opener = new ProcessBuilder(words);
    opener.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    opener.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      opener.start();
    } catch (IOException e) {
      // the address is printed for this case
    }
  }

  /** The command that opens an address; empty if there is none. */
  static List<String> command(String system, Map<String, String> environment) {
    if (system.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler");
    }
    if (system.startsWith("mac")) {
      return List.of("open");
    }
    boolean screen =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    boolean found =
        List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator)).stream()
            .anyMatch(folder -> new File(folder, "xdg-open").canExecute());
    return screen && found ? List.of("xdg-open") : List.of();
  }
}
