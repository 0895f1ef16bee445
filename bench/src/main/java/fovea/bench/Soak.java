package fovea.bench;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.train.CrossEntropy;
import fovea.train.Sgd;
import fovea.train.WeightDecay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A soak test that shows whether memory and step time stay constant over very many training steps.
 * The network is tiny, so that any overhead of a step shows.
 */
public final class Soak {

  private static final int POINTS = 10;
  private static final int BATCH = 8;
  private static final int CLASSES = 10;
  private static final Shape INPUT = Shape.image(1, 8, 8);

  /**
   * The measurements after a tenth of the steps.
   *
   * @param heap used Java heap after a garbage collection, in 10^6 bytes
   * @param resident resident set size of the process, in 10^6 bytes
   * @param stepMicros mean time of a step in microseconds
   */
  private record Point(double heap, double resident, double stepMicros) {}

  private Soak() {}

  /**
   * Arguments: number of steps, and {@code f32} or {@code bf16}.
   *
   * @throws IOException if the resident set size cannot be read from {@code /proc}
   */
  public static void main(String[] arguments) throws IOException {
    int part = (arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000) / POINTS;
    Engine engine = Engines.named("onednn");
    String asked = arguments.length > 1 ? arguments[1] : "f32";
    Network network = network();
    Precision precision = Engines.precision(asked, engine, network, INPUT);
    print("%10s%12s%12s%12s", "steps", "heap MB", "RSS MB", "step us");
    List<Point> points = new ArrayList<>();
    try (Model model = engine.compile(network, INPUT, BATCH, precision)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      Program program = model.training(BATCH);
      fill(program);
      CrossEntropy loss = new CrossEntropy(CLASSES);
      Sgd optimizer = new Sgd(model.variables(), 0.9, false, WeightDecay.NONE);
      for (int point = 1; point <= POINTS; point++) {
        long start = System.nanoTime();
        train(program, loss, optimizer, part);
        double micros = (System.nanoTime() - start) / 1e3 / part;
        points.add(new Point(Memory.heap(), Memory.resident("VmRSS"), micros));
        print(point * part, points.get(point - 1));
      }
    }
    // The first point is a warm-up.
    Point first = points.get(1);
    Point last = points.get(POINTS - 1);
    print(
        "from the second point to the last: heap %+.2f MB, RSS %+.2f MB, step time %+.1f %%",
        last.heap() - first.heap(),
        last.resident() - first.resident(),
        (last.stepMicros() / first.stepMicros() - 1) * 100);
  }

  private static Network network() {
    return Network.of(
        "tiny",
        conv(6, 3).same(),
        relu(),
        maxPool(2),
        conv(16, 3).same(),
        relu(),
        maxPool(2),
        flatten(),
        linear(32),
        relu(),
        linear(CLASSES));
  }

  private static void fill(Program program) {
    long key = CounterBasedRandom.key(0, Purpose.SYNTHETIC);
    for (int i = 0; i < program.input().capacity(); i++) {
      program.input().put(i, (float) CounterBasedRandom.normal(key, i));
    }
  }

  private static void train(Program program, CrossEntropy loss, Sgd optimizer, int steps) {
    int[] labels = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = i % CLASSES;
    }
    for (int step = 1; step <= steps; step++) {
      program.forward(step);
      loss.add(program.output(), labels, BATCH, program.outputGradient());
      program.backward();
      optimizer.step(1e-3, step);
    }
  }

  private static void print(int steps, Point point) {
    print("%,10d%12.2f%12.2f%12.2f", steps, point.heap(), point.resident(), point.stepMicros());
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
