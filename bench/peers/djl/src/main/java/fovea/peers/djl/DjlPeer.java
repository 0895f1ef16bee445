package fovea.peers.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fovea.peers.harness.Measurement;
import fovea.peers.harness.Peer;
import fovea.peers.harness.Setting;
import java.io.IOException;

/** Deep Java Library (DJL) with PyTorch as engine. */
public final class DjlPeer implements Peer {

  private final Model model;
  private final Trainer trainer;
  private final NDArray images;
  private final NDArray labels;

  private DjlPeer(Setting setting) {
    setting.requireLab();
    if (!setting.precision().equals("f32")) {
      throw new IllegalArgumentException("DJL trains in f32 only: it has no mixed precision");
    }
    model = Model.newInstance("cifarnet", Device.cpu());
    model.setBlock(network(setting.normalized()));
    Optimizer sgd =
        Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) Setting.LEARNING_RATE))
            .optMomentum((float) Setting.MOMENTUM)
            .build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(sgd)
                .optDevices(new Device[] {Device.cpu()}));
    Shape shape = new Shape(setting.batch(), Setting.CHANNELS, Setting.SIDE, Setting.SIDE);
    trainer.initialize(shape);
    NDManager manager = trainer.getManager();
    images = manager.create(setting.images(), shape);
    labels = manager.create(setting.labels());
  }

  /** Arguments: the harness's flags. */
  public static void main(String[] arguments) throws IOException {
    Measurement.run(arguments, DjlPeer::new);
  }

  private static SequentialBlock network(boolean normalized) {
    SequentialBlock network = new SequentialBlock();
    for (int channels : new int[] {32, 64, 64}) {
      network.add(
          Conv2d.builder()
              .setFilters(channels)
              .setKernelShape(new Shape(5, 5))
              .optPadding(new Shape(2, 2))
              .build());
      if (normalized) {
        network.add(BatchNorm.builder().build());
      }
      network.add(Activation::relu);
      network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }
    network.add(Blocks.batchFlattenBlock());
    network.add(Linear.builder().setUnits(1000).build());
    network.add(Activation::relu);
    if (normalized) {
      network.add(Dropout.builder().optRate((float) Setting.DROPOUT).build());
    }
    return network.add(Linear.builder().setUnits(Setting.CLASSES).build());
  }

  @Override
  public String name() {
    return "DJL with PyTorch";
  }

  @Override
  public String version() {
    return Engine.getDjlVersion() + " with " + Engine.getEngine("PyTorch").getVersion();
  }

  @Override
  public double train() {
    double mean;
    try (NDManager step = trainer.getManager().newSubManager()) {
      NDList inputs = new NDList(images);
      NDList targets = new NDList(labels);
      // The results then belong to the step's manager, which frees them.
      inputs.tempAttach(step);
      targets.tempAttach(step);
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray loss = trainer.getLoss().evaluate(targets, trainer.forward(inputs));
        collector.backward(loss);
        mean = loss.getFloat();
      }
      trainer.step();
    }
    return mean;
  }

  @Override
  public void infer() {
    try (NDManager step = trainer.getManager().newSubManager()) {
      NDList inputs = new NDList(images);
      inputs.tempAttach(step);
      // No synchronisation: on the CPU, PyTorch computes synchronously.
      trainer.evaluate(inputs);
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
