package fovea.engine;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.List;

/** A network with live parameters, and the programs that share them. */
public interface Model extends AutoCloseable {

  Network network();

  /** The shape of one image in front of the network. */
  Shape input();

  /** The shape of one image's result. */
  Shape output();

  Precision precision();

  /** Every parameter, in the order of {@link Network#parameters}; running statistics included. */
  List<Variable> variables();

  /**
   * Gives every parameter the value that a training starts from.
   *
   * @param seed what random numbers depend on
   */
  default void initialize(Initialization initialization, long seed) {
    for (Variable variable : variables()) {
      variable.write(initialization.values(variable.parameter(), seed), variable.values());
    }
  }

  /**
   * The program that trains on batches of a size; made at the first call, the same one afterwards.
   * Batch normalisation uses the batch's statistics and records running ones; dropout drops.
   *
   * @throws IllegalArgumentException if a batch normalisation would see one number a channel, whose
   *     variance says nothing, or the batch is below 1
   */
  Program training(int batch);

  /**
   * The program that evaluates batches of a size; made at the first call, the same one afterwards.
   * Batch normalisation uses running statistics; dropout is the identity. It has no backward pass.
   */
  Program evaluation(int batch);

  /**
   * The program that tells how much each number of an image moves the outputs; made at the first
   * call, the same one afterwards. Its forward pass is that of {@link #evaluation}; its backward
   * pass computes {@link Program#inputGradient} (the saliency of Simonyan, Vedaldi and Zisserman
   * 2013, section 3.1) and leaves the gradients of the parameters alone.
   */
  Program attribution(int batch);

  /** Frees the parameters and all programs. */
  @Override
  void close();
}
