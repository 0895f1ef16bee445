package fovea.experiment;

import fovea.data.DataSet;
import fovea.data.Pipeline;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.train.Optimizer;
import fovea.train.Schedule;
import fovea.train.Trainer;
import java.util.List;
import java.util.function.Function;

/**
 * The configuration of a training as values: images, network, pipelines, optimiser, schedule. No
 * code after this reads a recipe.
 *
 * @param data the images, whitened if they are to be
 * @param network the network
 * @param train what happens to training images
 * @param views what happens to test images: a pipeline for each view that the network votes on
 * @param plain what happens to a test image that is shown in one view
 * @param batch images a step
 * @param seed what all random numbers depend on
 * @param precision what is computed in
 * @param initialization how weights start
 * @param optimizer makes the optimiser of a model's variables
 * @param schedule the learning rate
 * @param plan how far to train
 * @param activations whether to record after each epoch what the rectifiers give
 */
record Setup(
    DataSet data,
    Network network,
    Pipeline train,
    List<Pipeline> views,
    Pipeline plain,
    int batch,
    long seed,
    Precision precision,
    Initialization initialization,
    Function<List<Variable>, Optimizer> optimizer,
    Schedule schedule,
    Trainer.Plan plan,
    boolean activations) {}
