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

/** The {@code fovea shell} command: JShell with Fovea on the class path and imported. */
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = "Opens a Java shell (JShell) with Fovea imported, or runs files in it.",
    footer = {
      "",
      "Lines from a pipe are run as if typed. Files print only their own output;",
      "errors in them go to the standard error stream and make the exit status 1.",
      "Otherwise the exit status is that of /exit. '/list -start' lists the imports,",
      "'/help' explains everything else.",
      "",
      "Examples:",
      "  fovea shell",
      "  fovea shell study.jsh",
      "  echo 'Zoo.names()' | fovea shell"
    })
final class ShellCommand implements Callable<Integer> {

  /** JShell's name for the standard input as a file, which is read without prompts. */
  private static final String STANDARD_INPUT = "-";

  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      descriptionKey = "file",
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
    try (InputStream resource = ShellCommand.class.getResourceAsStream("shell.jsh")) {
      Files.write(imports, resource.readAllBytes());
      console.interruption().commandEnded(); // from here on the shell determines the exit status
      return files.isEmpty() ? runInteractively(imports) : runFiles(imports);
    } finally {
      Files.delete(imports);
    }
  }

  /** The arguments that start JShell in this process, where Fovea is already on the class path. */
  private static List<String> arguments(Path imports) {
    return new ArrayList<>(
        List.of(
            "--execution=local",
            "--class-path=" + System.getProperty("java.class.path"),
            "--startup=DEFAULT",
            "--startup=" + imports));
  }

  private int runInteractively(Path imports) throws Exception {
    List<String> arguments = arguments(imports);
    JavaShellToolBuilder shell = JavaShellToolBuilder.builder().out(console.results());
    if (!console.keyboardInput()) {
      arguments.add("-q"); // no greeting
      shell.persistence(new HashMap<>()); // no history
    }
    return shell.start(arguments.toArray(String[]::new));
  }

  private int runFiles(Path imports) throws Exception {
    List<String> arguments = arguments(imports);
    arguments.addAll(files);
    InputStream input = System.in;
    if (!files.contains(STANDARD_INPUT)) {
      arguments.add(STANDARD_INPUT); // otherwise JShell would continue interactively
      input = InputStream.nullInputStream();
    }
    RecordingStream errors = new RecordingStream(console.messages());
    int status =
        JavaShellToolBuilder.builder()
            .persistence(new HashMap<>())
            .in(input, null)
            .out(console.results())
            .err(new PrintStream(errors, true, StandardCharsets.UTF_8))
            .start(arguments.toArray(String[]::new));
    return status == 0 && errors.written ? 1 : status;
  }

  /** A stream that passes everything on, and records whether anything was written. */
  private static final class RecordingStream extends FilterOutputStream {

    private boolean written;

    RecordingStream(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int value) throws IOException {
      written = true;
      out.write(value);
    }
  }
}
