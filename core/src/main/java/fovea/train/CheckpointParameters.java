package fovea.train;

import fovea.engine.ParameterSource;
import fovea.nn.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A source of parameters that reads them from a safetensors file. */
final class CheckpointParameters implements ParameterSource {

  private final Path file;
  private final List<Parameter> parameters;
  private final Checkpoint.Weights weights;
  private SafetensorsReader reader;

  private CheckpointParameters(
      Path file, List<Parameter> parameters, Checkpoint.Weights weights, SafetensorsReader reader) {
    this.file = file;
    this.parameters = parameters;
    this.weights = weights;
    this.reader = reader;
  }

  /**
   * Opens a file and checks its header.
   *
   * @param parameters the network's parameters; the file must have all of them and no others
   * @param weights which values to read
   * @throws IOException if the file cannot be read, is damaged, or is of another network
   */
  static ParameterSource open(Path file, List<Parameter> parameters, Checkpoint.Weights weights)
      throws IOException {
    return new CheckpointParameters(file, parameters, weights, checked(file, parameters, weights));
  }

  private static SafetensorsReader checked(
      Path file, List<Parameter> parameters, Checkpoint.Weights weights) throws IOException {
    SafetensorsReader reader = SafetensorsReader.open(file);
    try {
      Checkpoint.requireNoUnknown(
          file, reader, parameters.stream().map(Parameter::name).collect(Collectors.toSet()));
      for (Parameter parameter : parameters) {
        reader.require(weights.tensor(parameter.name()), parameter.dims());
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public void read(Parameter parameter, long offset, FloatBuffer target) {
    int start = target.position();
    boolean interrupted =
        Thread.interrupted(); // an interrupt would close the channel, for all threads
    try {
      while (!tryRead(parameter, offset, target.position(start))) {
        interrupted = true;
        reopen();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Reads a parameter; false if an interrupt of this thread closed the file. */
  private boolean tryRead(Parameter parameter, long offset, FloatBuffer target) throws IOException {
    try {
      int start = target.position();
      reader.read(weights.tensor(parameter.name()), parameter.dims(), offset, target);
      Checkpoint.requireFinite(file, parameter.name(), target.duplicate().flip().position(start));
      return true;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // the caller restores the interrupt
      return false;
    }
  }

  private void reopen() throws IOException {
    SafetensorsReader again = checked(file, parameters, weights);
    if (!again.metadata().equals(reader.metadata())) {
      again.close();
      throw new IOException(file + " was replaced while it was being read");
    }
    reader = again;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
