package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Programs;
import fovea.nn.Network;
import fovea.nn.Shape;

/**
 * Compiles programs that share parameters.
 *
 * @param parameters freed with the programs
 * @param early whether gradients become whole early in backward passes
 */
record OneDnnPrograms(
    Library library,
    Parameters parameters,
    Network network,
    Shape input,
    Precision precision,
    boolean early)
    implements Programs {

  @Override
  public Program compile(Mode mode, int batch) {
    return Compiler.compile(
        new Arena(), library, parameters, network, input, batch, precision, mode, early);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
