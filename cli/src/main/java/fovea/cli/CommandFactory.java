package fovea.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Creates the command objects for picocli, and passes the console to their constructors. */
final class CommandFactory implements IFactory {

  private final Console console;

  CommandFactory(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    try {
      return type.getDeclaredConstructor(Console.class).newInstance(console);
    } catch (NoSuchMethodException e) {
      return CommandLine.defaultFactory().create(type);
    }
  }
}
