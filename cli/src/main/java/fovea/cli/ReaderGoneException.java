package fovea.cli;

/** Nobody reads the results any more, as after {@code fovea ... | head -1}. */
final class ReaderGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReaderGoneException() {
    super("the reader of the results has closed the pipe");
  }
}
