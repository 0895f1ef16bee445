package fovea.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fovea shell}. */
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = "Opens a Java shell (JShell) with Fovea imported, or runs files in it.",
    footer = {
      "",
      "Lines from a pipe are run as if they were typed. Files print what they print",
      "themselves; what is wrong in them goes to the standard error stream and makes",
      "the exit status 1. Otherwise it is that of /exit. '/list -start' tells what is",
      "imported, '/help' everything else.",
      "",
      "Examples:",
      "  fovea shell",
      "  fovea shell study.jsh",
      "  echo 'Zoo.names()' | fovea shell"
    })
final class ShellCommand implements Callable<Integer> {

  /** What JShell takes for the standard input, as a file of which only errors are told. */
  private static final String STANDARD_INPUT = "-";

  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Files of Java snippets; - is the standard input.")
  private List<String> files = List.of();

  ShellCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
      throw new IOException(
          "this Java runtime has no JShell (the module jdk.jshell): start Fovea with a JDK");
    }
    for (String file : files) {
      if (!file.equals(STANDARD_INPUT) && !Files.isRegularFile(Path.of(file))) {
        throw new NoSuchFileException(file);
      }
    }
    Path imports = Files.createTempFile("fovea", ".jsh");
    try (InputStream ours = ShellCommand.class.getResourceAsStream("shell.jsh")) {
      Files.write(imports, ours.readAllBytes());
      console.interruption().commandEnded(); // from here on the process ends as the shell says
      return files.isEmpty() ? converse(imports) : run(imports);
    } finally {
      Files.delete(imports);
    }
  }

  /** The words that start JShell in this process, where Fovea is on the class path already. */
  private static List<String> words(Path imports) {
    return new ArrayList<>(
        List.of(
            "--execution=local",
            "--class-path=" + System.getProperty("java.class.path"),
            "--startup=DEFAULT",
            "--startup=" + imports));
  }

  private int converse(Path imports) throws Exception {
    List<String> words = words(imports);
    JavaShellToolBuilder shell = JavaShellToolBuilder.builder().out(console.results());
    if (!console.typed()) {
      words.add("-q"); // no greeting
      shell.persistence(new HashMap<>()); // nor history
    }
    return shell.start(words.toArray(String[]::new));
  }

  private int run(Path imports) throws Exception {
    List<String> words = words(imports);
    words.addAll(files);
    InputStream input = System.in;
    if (!files.contains(STANDARD_INPUT)) {
      words.add(STANDARD_INPUT); // without it a conversation would follow
      input = InputStream.nullInputStream();
    }
    Noted errors = new Noted(console.messages());
    int status =
        JavaShellToolBuilder.builder()
            .persistence(new HashMap<>())
            .in(input, null)
            .out(console.results())
            .err(new PrintStream(errors, true, StandardCharsets.UTF_8))
            .start(words.toArray(String[]::new));
    return status == 0 && errors.written ? 1 : status;
  }

  /** Passes on what is written, and knows whether anything was. */
  private static final class Noted extends FilterOutputStream {

    private boolean written;

    Noted(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int value) throws IOException {
      written = true;
      out.write(value);
    }
  }
}
