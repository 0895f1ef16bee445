package fovea.experiment;

import fovea.data.DataSet;
import fovea.data.Pipeline;
import fovea.data.Resize;
import fovea.data.Transform;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Size;
import fovea.pretrained.InitialWeights;
import fovea.train.Optimizer;
import fovea.train.Schedule;
import fovea.train.Trainer;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * The complete configuration of a training as objects: images, network, pipelines, optimiser,
 * schedule. It does not refer to the recipe that it was built from.
 *
 * @param data the images, already whitened if they are to be
 * @param network the network
 * @param train the pipeline of training images
 * @param views the pipelines of test images, one per view of test-time augmentation
 * @param plain the pipeline of test images in a single view
 * @param batch images per batch
 * @param seed the random seed
 * @param precision the precision to compute in
 * @param exchange the numbers in which a group's members exchange gradients
 * @param syncBatchNorm whether batch normalisations of a group's members take their statistics from
 *     whole batches, not from each member's slices
 * @param initial the initial weights
 * @param frozen the names of the parameters that are not trained
 * @param optimizer creates the optimiser of a model's variables, given the number of batches per
 *     epoch
 * @param schedule the learning-rate schedule, given the number of batches per epoch
 * @param plan the conditions that end the training
 * @param activations whether to record statistics of the ReLU outputs after each epoch
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
    Precision exchange,
    boolean syncBatchNorm,
    InitialWeights initial,
    Set<String> frozen,
    BiFunction<List<Variable>, Integer, Optimizer> optimizer,
    IntFunction<Schedule> schedule,
    Trainer.Plan plan,
    boolean activations) {

  /** This setup with images of another size. */
  Setup resized(Size size) {
    Transform resize = new Resize(size);
    return with(
        train.then(resize),
        views.stream().map(each -> each.then(resize)).toList(),
        plain.then(resize),
        initial);
  }

  /** This setup without initial weights, for those of a checkpoint. */
  Setup uninitialized() {
    return with(train, views, plain, InitialWeights.none());
  }

  private Setup with(Pipeline train, List<Pipeline> views, Pipeline plain, InitialWeights initial) {
    return new Setup(
        data,
        network,
        train,
        views,
        plain,
        batch,
        seed,
        precision,
        exchange,
        syncBatchNorm,
        initial,
        frozen,
        optimizer,
        schedule,
        plan,
        activations);
  }
}
