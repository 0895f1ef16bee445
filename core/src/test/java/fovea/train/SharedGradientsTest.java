package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.Mode;
import fovea.engine.Passes;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When gradients are exchanged. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SharedGradientsTest {

  private static final int LARGE = 1 << 18;

  private final List<Variable> variables =
      List.of(
          new Plain("conv1.weight", Parameter.Role.WEIGHT, LARGE),
          new Plain("bn1.running_mean", Parameter.Role.RUNNING_MEAN, 5),
          new Plain("fc2.weight", Parameter.Role.WEIGHT, LARGE + 2),
          new Plain("fc2.bias", Parameter.Role.BIAS, 3));

  private final Semaphore begun = new Semaphore(0);

  private record Plain(Parameter parameter, FloatBuffer values, FloatBuffer gradient)
      implements Variable {

    Plain(String name, Parameter.Role role, int elements) {
      this(
          new Parameter(name, List.of(elements), role, 1, 1),
          FloatBuffer.allocate(elements),
          FloatBuffer.allocate(role.learned() ? elements : 0));
    }

    @Override
    public FloatBuffer allocate() {
      return FloatBuffer.allocate(values.capacity());
    }

    @Override
    public float[] read(FloatBuffer buffer) {
      return buffer.array();
    }

    @Override
    public void write(float[] from, FloatBuffer buffer) {
      buffer.put(0, from);
    }
  }

  /** The first of two members. */
  private record Pair(BiConsumer<float[], Precision> summed) implements Group {
    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public void sum(float[] values, Precision precision) {
      summed.accept(values, precision);
    }

    @Override
    public void gather(double[] own, double[] all) {
      throw new UnsupportedOperationException("nothing is gathered");
    }
  }

  private SharedGradients shared(
      Optimizer optimizer, Precision precision, BiConsumer<float[], Precision> summed) {
    return new SharedGradients(optimizer, variables, new Pair(summed), precision, true);
  }

  /** Completes the last layer in stage 0, and the first one in stage 1. */
  private Program program(Runnable between) {
    Passes passes =
        new Passes() {
          @Override
          public void forward(long key) {}

          @Override
          public void backward() {
            throw new UnsupportedOperationException("nobody could see how far it is");
          }

          @Override
          public void backward(IntConsumer ended) {
            variables.get(2).gradient().put(0, 6);
            ended.accept(0);
            between.run();
            variables.get(0).gradient().put(0, 8);
            ended.accept(1);
          }

          @Override
          public int wholeAfter(String parameter) {
            return parameter.startsWith("fc2") ? 0 : 1;
          }

          @Override
          public void close() {}
        };
    FloatBuffer none = FloatBuffer.allocate(0);
    Program program = new Program(Mode.TRAINING, 1, none, none, none, none, passes);
    program.forward(0);
    return program;
  }

  private void awaitExchange() {
    try {
      assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).as("exchanged").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Recording implements Optimizer {
    private final List<Long> steps = new ArrayList<>();

    @Override
    public void step(double learningRate, long number, WorkerPool workers) {
      steps.add(number);
    }

    @Override
    public List<State> state() {
      return List.of();
    }
  }

  @Test
  void theLastLayersAreExchangedWhileTheBackwardPassGoesOn() {
    List<String> exchanged = Collections.synchronizedList(new ArrayList<>());
    Recording inner = new Recording();
    try (SharedGradients shared =
        shared(
            inner,
            Precision.BF16,
            (values, precision) -> {
              exchanged.add(values.length + " in " + precision.label());
              begun.release();
            })) {
      for (long step = 1; step <= 3; step++) {
        shared.backward(program(this::awaitExchange));
        shared.step(0.1, step);
        begun.drainPermits();
      }
    }
    assertThat(inner.steps).containsExactly(1L, 2L, 3L);
    List<String> step = List.of("262149 in bf16", "262144 in bf16", "5 in f32");
    assertThat(exchanged)
        .containsExactlyElementsOf(
            Collections.nCopies(3, step).stream().flatMap(List::stream).toList());
  }

  @Test
  void theyAreAveraged() {
    try (SharedGradients shared =
        shared(new Recording(), Precision.F32, (values, precision) -> values[0] += 2)) {
      variables.get(1).values().put(0, 4);
      shared.backward(program(() -> {}));
      shared.step(0.1, 1);
    }
    assertThat(variables.get(0).gradient().get(0)).isEqualTo(5);
    assertThat(variables.get(1).values().get(0)).isEqualTo(3);
    assertThat(variables.get(2).gradient().get(0)).isEqualTo(3);
    assertThat(variables.get(3).gradient().get(0)).isEqualTo(1);
  }

  @Test
  void whyAnExchangeFailedIsThrownByTheStep() {
    Recording inner = new Recording();
    try (SharedGradients shared =
        shared(
            inner,
            Precision.F32,
            (values, precision) -> {
              throw new IllegalStateException("worker 1 is gone");
            })) {
      shared.backward(program(() -> {}));
      assertThatThrownBy(() -> shared.step(0.1, 1)).hasMessage("worker 1 is gone");
    }
    assertThat(inner.steps).isEmpty();
  }

  /** After that the engine frees their memory. */
  @Test
  void gradientsAreNotTouchedAfterTheEnd() throws InterruptedException {
    Semaphore closed = new Semaphore(0);
    SharedGradients shared =
        shared(
            new Recording(),
            Precision.F32,
            (values, precision) -> {
              begun.release();
              closed.acquireUninterruptibly();
            });
    shared.backward(program(this::awaitExchange));
    shared.close();
    closed.release();
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (each.getName().equals("fovea-exchange")) {
        each.join();
      }
    }
    assertThat(variables.get(2).gradient().get(0)).isEqualTo(6);
    assertThat(variables.get(0).gradient().get(0)).isEqualTo(8);
  }
}
