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
 * A network with fixed parameters, for inference only. It holds one copy of the weights, prepared
 * once for the kernels, and nothing that only training needs. It is thread-safe.
 *
 * <p>Each call uses a context, which holds activations and scratch memory. There are as many
 * contexts as can run concurrently on this machine, created on demand; a call that finds all of
 * them busy waits, in first-come order. Images are processed in batches of a few fixed sizes, whose
 * programs are compiled when first needed; the last batch of a call may be padded. The last bits of
 * an image's scores may depend on the batch size, and so on the number of images in a call, but
 * never on the other images or on other threads.
 */
public final class Inference implements AutoCloseable {

  /** The batch sizes, as far as activations do not become too large. */
  private static final int[] BATCHES = {1, 8, 32, 128};

  /** The maximum size in bytes of one layer's activations. */
  private static final long MAX_BYTES = 128L << 20;

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
   * @param precision the precision to compute in
   * @param contexts the number of calls that can compute at the same time, at least 1
   * @param programs compiles evaluation programs, which may run concurrently; closed with the
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
        .filter(batch -> batch == 1 || batch * largest <= MAX_BYTES)
        .toArray();
  }

  public Network network() {
    return network;
  }

  /** The input shape of one image. */
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
   * Computes the network's outputs for a number of images.
   *
   * @param images count x C x H x W, row-major, from index 0; the position is ignored
   * @param count the number of images, 0 or more
   * @param scores receives count x outputs, row-major, from index 0; the position is ignored
   * @throws IllegalArgumentException if the count is negative or a buffer is too small
   * @throws IllegalStateException if this is closed
   * @throws java.io.UncheckedIOException if reading parameters fails, which can happen when a batch
   *     size is first needed; the call can be repeated
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
      throw new IllegalArgumentException("count is %s: it must not be negative".formatted(count));
    }
    long needed = (long) count * shape.elements();
    if (buffer.limit() < needed) {
      throw new IllegalArgumentException(
          "%s has room for %s numbers: %s of %s are %s"
              .formatted(name, buffer.limit(), count, shape, needed));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the inference is closed");
    }
  }

  /** The most recently used context, whose memory is in the caches; the caller holds a permit. */
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

  /** Waits for running calls, then frees all memory; waiting and later calls throw. */
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

  /** The programs of one call at a time: one for each batch size needed so far. */
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
   * The index of the batch size for a number of images: the smallest that takes them all, if they
   * fill at least half of it, otherwise the next smaller one.
   */
  private int indexFor(int count) {
    int fits = 0;
    while (fits < batches.length - 1 && batches[fits] < count) {
      fits++;
    }
    return fits > 0 && 2 * count < batches[fits] ? fits - 1 : fits;
  }
}
