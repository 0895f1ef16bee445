package fovea.train;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.HorizontalFlip;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Normalization;
import fovea.data.Pipeline;
import fovea.data.RandomCrop;
import fovea.data.TransferListener;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the tests of this package train. */
final class Trials {

  private static final int BATCH = 16;

  private Trials() {}

  static Stream<Engine> engines() {
    return Stream.of(new ReferenceEngine(), new OneDnnEngine());
  }

  /** Real images: the part of CIFAR-10 that is in the jar. */
  static DataSet images() {
    try {
      return new DataCatalog(Path.of("unused"), TransferListener.none()).load("cifar10-mini");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImageSet first(int count) {
    return images().train().limit(count);
  }

  /** A small network with everything whose state must be kept: statistics, dropout, momentum. */
  static Network small() {
    return Network.of(
        "small",
        conv(6, 5).stride(2),
        batchNorm(),
        relu(),
        maxPool(2),
        dropout(0.3),
        flatten(),
        linear(10));
  }

  static void initialize(Model model, long seed) {
    for (Variable variable : model.variables()) {
      variable.write(Initialization.PYTORCH.values(variable.parameter(), seed), variable.values());
    }
  }

  /** A training of the small network, with shuffling, random crops and flips. */
  static final class Session implements AutoCloseable {
    final Model model;
    final Optimizer optimizer;
    final StopRequest stop = new StopRequest();
    final List<EpochResult> results = new ArrayList<>();
    private final Loader train;
    private final Loader test;
    final TrainerState start;

    Session(Engine engine, long seed) {
      this(engine, small(), seed);
    }

    private final WorkerPool workers = new WorkerPool(2); // results do not depend on it

    Session(Engine engine, Network network, long seed) {
      this(
          engine,
          network,
          seed,
          variables -> new Sgd(variables, 0.9, true, WeightDecay.coupled(1e-3)));
    }

    Session(
        Engine engine, Network network, long seed, Function<List<Variable>, Optimizer> optimizers) {
      start = TrainerState.initial(seed);
      ImageSet images = first(72);
      Pipeline random =
          new Pipeline(
              List.of(new RandomCrop(28, 0), new HorizontalFlip(0.5)), Normalization.none(3));
      train = new Loader(images, random, BATCH, seed, true);
      test = new Loader(images.limit(20), random, BATCH, seed, false);
      model = engine.compile(network, Shape.image(3, 28, 28), BATCH, Precision.F32);
      initialize(model, seed);
      optimizer = optimizers.apply(model.variables());
    }

    Outcome run(int epochs, TrainerState from, Listener... listeners) {
      return run(epochs, Duration.ofMinutes(5), from, listeners);
    }

    Outcome run(int epochs, Duration time, TrainerState from, Listener... listeners) {
      List<Listener> all = new ArrayList<>(List.of(listeners));
      all.add(
          new Listener() {
            @Override
            public void onEpoch(EpochResult result, Progress progress) {
              results.add(result);
            }
          });
      return new Trainer(
              model,
              train,
              List.of(test),
              List.of(),
              optimizer,
              workers,
              Schedule.exponential(0.05, 0.9),
              new Trainer.Plan(epochs, time),
              stop,
              all)
          .run(from);
    }

    /** All values of the model, in order. */
    List<float[]> values() {
      return model.variables().stream().map(each -> each.read(each.values())).toList();
    }

    @Override
    public void close() {
      train.close();
      test.close();
      workers.close();
      model.close();
    }
  }
}
