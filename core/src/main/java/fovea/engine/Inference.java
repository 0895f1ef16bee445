package fovea.engine;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A network whose parameters are fixed, for inference alone: one copy of its weights, made ready
 * for the kernels once, and nothing that only training needs. Any thread may use it, several at a
 * time.
 *
 * <p>What a call computes with (activations and scratch memory) is a context. There are as many as
 * can run side by side on this machine, each made when all others are busy; a call that finds all
 * of them busy waits for its turn, first come, first served. Images are computed in batches of a
 * few fixed sizes, whose programs are made when first needed; the last batch of a call may be
 * filled up. An image's scores depend on the sizes of those batches, in their last bits, and so on
 * how many images a call has, but neither on the other images nor on other threads.
 */
public final class Inference implements AutoCloseable {

  /** The batch sizes, unless activations would become too large. */
  private static final int[] BATCHES = {1, 8, 32, 128};

  /** Bytes that the largest activations of a batch may have. */
  private static final long MOST_BYTES = 128L << 20;

  private final Network network;
  private final Shape input;
  private final Shape output;
  private final Precision precision;
  private final Programs programs;
  private final int[] batches;
  private final int contexts;
  private final Semaphore turns;
  private final Deque<Context> idle = new ArrayDeque<>();
  private volatile boolean closed;

  /**
   * For engines. Compiles the program for single images.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the numbers to compute in
   * @param contexts how many calls can compute at a time, at least 1
   * @param programs makes evaluation programs, which may run at the same time; closed with the
   *     inference, and if this throws
   */
  public Inference(
      Network network, Shape input, Precision precision, int contexts, Programs programs) {
    this.network = network;
    this.input = input;
    this.precision = precision;
    this.contexts = contexts;
    this.programs = programs;
    turns = new Semaphore(contexts, true);
    try {
      output = network.output(input);
      batches = batches(network, input);
      Context first = new Context();
      idle.push(first);
      first.program(0);
    } catch (RuntimeException | Error e) {
      programs.close();
      throw e;
    }
  }

  private static int[] batches(Network network, Shape input) {
    long largest =
        LongStream.concat(
                LongStream.of((long) input.elements() * Float.BYTES),
                Summary.of(network, input).rows().stream().mapToLong(Summary.Row::memory))
            .max()
            .orElseThrow();
    return IntStream.of(BATCHES)
        .filter(batch -> batch == 1 || batch * largest <= MOST_BYTES)
        .toArray();
  }

  public Network network() {
    return network;
  }

  /** The shape of one image before the network. */
  public Shape input() {
    return input;
  }

  /** The shape of one image's scores. */
  public Shape output() {
    return output;
  }

  public Precision precision() {
    return precision;
  }

  /**
   * Computes the network's results for some images.
   *
   * @param images count x C x H x W, row-major, from index 0 on; its position does not matter
   * @param count how many images, 0 or more
   * @param scores to be filled from index 0 on: count x outputs, row-major; its position does not
   *     matter
   * @throws IllegalArgumentException if the count is negative or a buffer is too small
   * @throws IllegalStateException if this is closed
   * @throws java.io.UncheckedIOException if parameters have to be read again, which happens when a
   *     batch size is first needed, and that fails; it can be tried again
   */
  public void scores(FloatBuffer images, int count, FloatBuffer scores) {
    require("images", images, count, input);
    require("scores", scores, count, output);
    turns.acquireUninterruptibly();
    try {
      requireOpen();
      Context context = take();
      try {
        context.scores(images, count, scores);
      } finally {
        giveBack(context);
      }
    } finally {
      turns.release();
    }
  }

  private static void require(String name, FloatBuffer buffer, int count, Shape shape) {
    if (count < 0) {
      throw new IllegalArgumentException("count is %d: it must not be negative".formatted(count));
    }
    long needed = (long) count * shape.elements();
    if (buffer.limit() < needed) {
      throw new IllegalArgumentException(
          "%s has room for %d numbers: %d of %s are %d"
              .formatted(name, buffer.limit(), count, shape, needed));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the inference is closed");
    }
  }

  /** The context that was used last, whose memory is in the caches; its caller has a turn. */
  private Context take() {
    synchronized (idle) {
      return idle.isEmpty() ? new Context() : idle.pop();
    }
  }

  private void giveBack(Context context) {
    synchronized (idle) {
      idle.push(context);
    }
  }

  private Program compile(int batch) {
    synchronized (programs) {
      return programs.compile(Mode.EVALUATION, batch);
    }
  }

  /** Waits for the calls that compute, then frees all memory; calls that wait are refused. */
  @Override
  public void close() {
    turns.acquireUninterruptibly(contexts);
    try {
      if (!closed) {
        closed = true;
        idle.forEach(Context::close);
        idle.clear();
        programs.close();
      }
    } finally {
      turns.release(contexts);
    }
  }

  /** What one call at a time computes with: a program for each batch size that it has needed. */
  private final class Context {

    private final Program[] compiled = new Program[batches.length];

    private Program program(int index) {
      if (compiled[index] == null) {
        compiled[index] = compile(batches[index]);
      }
      return compiled[index];
    }

    private void scores(FloatBuffer images, int count, FloatBuffer scores) {
      int done = 0;
      while (done < count) {
        Program program = program(indexFor(count - done));
        int some = Math.min(program.batch(), count - done);
        int in = input.elements();
        int out = output.elements();
        program.input().put(0, images, done * in, some * in);
        program.forward(0);
        scores.put(done * out, program.output(), 0, some * out);
        done += some;
      }
    }

    private void close() {
      Arrays.stream(compiled).filter(each -> each != null).forEach(Program::close);
    }
  }

  /**
   * The batch size for so many images: the smallest that takes them all, if they are half of it,
   * otherwise the largest that they fill.
   */
  private int indexFor(int count) {
    int fits = 0;
    while (fits < batches.length - 1 && batches[fits] < count) {
      fits++;
    }
    return fits > 0 && 2 * count < batches[fits] ? fits - 1 : fits;
  }
}
