package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Programs;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Optional;

/**
 * Compiles programs that share parameters.
 *
 * @param parameters freed with the programs
 * @param exchange present if gradients are to become whole early in backward passes: the processes
 *     over which training takes the statistics of batch normalisations
 */
record OneDnnPrograms(
    Library library,
    Parameters parameters,
    Network network,
    Shape input,
    Precision precision,
    Optional<Peers> exchange)
    implements Programs {

  @Override
  public Program compile(Mode mode, int batch) {
    return Compiler.compile(
        new Arena(), library, parameters, network, input, batch, precision, mode, exchange);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
