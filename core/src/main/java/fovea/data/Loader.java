package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Loads batches of transformed images, prefetching them on a background thread, and several if
 * files are decoded. A pass goes through all images once; its last batch may be smaller. The order
 * of a pass depends only on seed and epoch, and the effect of a random transform only on seed,
 * epoch and image, never on timing.
 *
 * <p>Not safe for use by several threads.
 */
public final class Loader implements AutoCloseable {

  /** One batch is in use, one is ready, one is being filled. */
  private static final int SLOTS = 3;

  /** Number of images that each thread decodes before they are transformed. */
  private static final int READ_TOGETHER = 4;

  private static final class Slot {
    final FloatBuffer images;
    final int[] labels;
    final float[] targets;
    final float[] weights;
    int size;
    int wholeSize;
    Optional<Throwable> failure = Optional.empty();

    Slot(int batch, int elements, int classes) {
      images =
          ByteBuffer.allocateDirect(batch * Float.BYTES * elements)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      labels = new int[batch];
      targets = new float[Math.multiplyExact(batch, classes)];
      weights = new float[batch];
      Arrays.fill(weights, 1);
    }
  }

  private final ImageSet set;
  private final Pipeline pipeline;
  private final List<Shape> shapes = new ArrayList<>();
  private final Normalization.Converter converter;
  private final int batch;
  private final int batches;
  private final long seed;
  private final long base;
  private final boolean shuffle;
  private final Slice slice;
  private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(SLOTS);
  private final BlockingQueue<Slot> ready = new ArrayBlockingQueue<>(SLOTS);
  private final List<Slot> slots = new ArrayList<>();
  private final int[] order;
  private final byte[][] scratch;

  /** Images before the first transform, which are read together. */
  private final byte[][] read;

  private final Optional<ForkJoinPool> decoders;
  private final Optional<ClassBalance> balance;
  private final boolean whole;
  private Thread worker = new Thread(() -> {});
  private Slot current;
  private boolean holding;
  private boolean underWay;
  private int delivered;

  /**
   * @param set the images
   * @param pipeline the preprocessing of images and labels
   * @param batch images per batch, at least 1
   * @param seed the seed of shuffling and random transforms
   * @param shuffle whether to shuffle the images anew in each epoch
   * @throws IllegalArgumentException if the batch size is out of range, or the pipeline does not
   *     accept the images
   */
  public Loader(ImageSet set, Pipeline pipeline, int batch, long seed, boolean shuffle) {
    this(set, pipeline, batch, 1, seed, shuffle);
  }

  /**
   * A loader that leaves out a last batch which is too small.
   *
   * @param set the images
   * @param pipeline the preprocessing of images and labels
   * @param batch images per batch, at least 1
   * @param least images that a last batch must have, unless it is the only one; at least 1
   * @param seed the seed of shuffling and random transforms
   * @param shuffle whether to shuffle the images anew in each epoch
   * @throws IllegalArgumentException if the batch size is out of range, or the pipeline does not
   *     accept the images
   */
  public Loader(ImageSet set, Pipeline pipeline, int batch, int least, long seed, boolean shuffle) {
    this(set, pipeline, batch, least, seed, shuffle, Slice.WHOLE);
  }

  /**
   * A loader of a slice of each batch.
   *
   * @param set the images
   * @param pipeline the preprocessing of images and labels; images are mixed within the slice
   * @param batch images per whole batch, at least as many as there are slices
   * @param least images that a whole last batch must have, at least as many as there are slices
   * @param seed the seed of shuffling and random transforms
   * @param shuffle whether to shuffle the images anew in each epoch
   * @param slice the part of each batch to load
   * @throws IllegalArgumentException if the batch size is out of range, there are fewer images than
   *     slices, or the pipeline does not accept the images
   */
  public Loader(
      ImageSet set,
      Pipeline pipeline,
      int batch,
      int least,
      long seed,
      boolean shuffle,
      Slice slice) {
    int smallest = Math.min(batch, Math.min(least, set.size()));
    if (smallest < slice.count() && slice.count() > 1) {
      throw new IllegalArgumentException(
          "a batch has %s images: it must have one for each of %s workers"
              .formatted(smallest, slice.count()));
    }
    if (batch < 1) {
      throw new IllegalArgumentException(
          "batch size is %s: it must be at least 1".formatted(batch));
    }
    this.set = set;
    this.pipeline = pipeline;
    this.batch = batch;
    int full = set.size() / batch;
    int rest = set.size() % batch;
    batches = rest > 0 && (full == 0 || rest >= least) ? full + 1 : full;
    this.seed = seed;
    base = CounterBasedRandom.key(seed, Purpose.AUGMENTATION);
    this.shuffle = shuffle;
    this.slice = slice;
    shapes.add(set.shape());
    for (Transform transform : pipeline.transforms()) {
      shapes.add(transform.output(shapes.get(shapes.size() - 1)));
    }
    converter = pipeline.normalization().converter(shape());
    int held = slice.largest(Math.min(batch, set.size()));
    int max = Integer.MAX_VALUE / Float.BYTES / shape().elements();
    if (held > max) {
      throw new IllegalArgumentException(
          "batch size is %s: of images of %s at most %s fit into a batch"
              .formatted(batch, shape(), max));
    }
    whole = !pipeline.transforms().isEmpty() && pipeline.transforms().get(0).takesWhole();
    int largest = shapes.stream().mapToInt(Shape::elements).max().orElseThrow();
    scratch = new byte[2][largest];
    boolean parallel = set.decodes() && PictureDecoder.threads() > 1;
    decoders =
        parallel ? Optional.of(new ForkJoinPool(PictureDecoder.threads())) : Optional.empty();
    read =
        new byte[parallel ? Math.min(held, READ_TOGETHER * PictureDecoder.threads()) : 1]
            [whole ? set.largest() : set.shape().elements()];
    balance =
        pipeline.balance() == Balance.NONE ? Optional.empty() : Optional.of(new ClassBalance(set));
    order = new int[set.size()];
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new Slot(held, shape().elements(), set.classes().size()));
    }
    current = slots.get(0);
  }

  /** The shape of an image in a batch. */
  public Shape shape() {
    return shapes.get(shapes.size() - 1);
  }

  /** Batches per pass. */
  public int batches() {
    return batches;
  }

  /** Images per pass. */
  public int imageCount() {
    return (int) Math.min(set.size(), (long) batches * batch);
  }

  /**
   * Starts a pass, abandoning the current one.
   *
   * @param epoch number of the epoch, from 0
   * @param firstBatch number of batches to skip, 0 or more
   */
  public void start(int epoch, int firstBatch) {
    if (firstBatch < 0) {
      throw new IllegalArgumentException(
          "first batch is %s: it must be 0 or more".formatted(firstBatch));
    }
    halt();
    free.clear();
    ready.clear();
    free.addAll(slots);
    delivered = firstBatch;
    holding = false;
    underWay = true;
    worker = new Thread(() -> fill(epoch, firstBatch), "fovea-loader");
    worker.setDaemon(true);
    worker.start();
  }

  /**
   * Moves to the next batch, waiting until it is ready.
   *
   * @return false at the end of the pass
   * @throws IllegalStateException if a transform failed, which ends the pass, if no pass was
   *     started, or if the thread is interrupted
   */
  public boolean advance() {
    if (!underWay) {
      throw new IllegalStateException("no pass is under way: start one first");
    }
    if (holding) {
      holding = false;
      free.add(current);
    }
    if (delivered >= batches()) {
      return false;
    }
    try {
      current = ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    }
    if (current.failure.isPresent()) {
      underWay = false;
      throw new IllegalStateException(
          "a batch could not be prepared: " + current.failure.get().getMessage(),
          current.failure.get());
    }
    holding = true;
    delivered++;
    return true;
  }

  /** The current batch's images, N x C x H x W; to be read with absolute indexes. */
  public FloatBuffer images() {
    return current.images;
  }

  /** The current batch's labels; only the first {@link #size} are valid. */
  public int[] labels() {
    return current.labels;
  }

  /**
   * The current batch's target probabilities, N x classes: one-hot, unless the pipeline mixes
   * images or smooths labels.
   */
  public float[] targets() {
    return current.targets;
  }

  /** The weight of each image of the current batch in the loss; 1 unless classes are weighted. */
  public float[] weights() {
    return current.weights;
  }

  /** Number of images in the current batch, or in this loader's slice of it. */
  public int size() {
    return current.size;
  }

  /** Number of images in the whole current batch. */
  public int wholeSize() {
    return current.wholeSize;
  }

  private void fill(int epoch, int firstBatch) {
    try {
      arrange(epoch);
      for (int number = firstBatch; number < batches(); number++) {
        Slot slot = free.take();
        try {
          fill(slot, epoch, number);
        } catch (RuntimeException | Error e) {
          slot.failure = Optional.of(e);
        }
        ready.put(slot);
        if (slot.failure.isPresent()) {
          return; // advance() reports the failure and ends the pass
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the pass was abandoned
    }
  }

  private void arrange(int epoch) {
    long key = CounterBasedRandom.subkey(CounterBasedRandom.key(seed, Purpose.SHUFFLE), epoch);
    if (pipeline.balance() == Balance.SAMPLING) {
      balance.orElseThrow().draw(order, key);
    } else if (shuffle) {
      CounterBasedRandom.permutation(order, key);
    } else {
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
    }
  }

  private void fill(Slot slot, int epoch, int number) {
    slot.wholeSize = Math.min(batch, set.size() - number * batch);
    int first = number * batch + slice.start(slot.wholeSize);
    slot.size = slice.size(slot.wholeSize);
    slot.failure = Optional.empty();
    for (int start = 0; start < slot.size; start += read.length) {
      int count = Math.min(read.length, slot.size - start);
      read(first + start, count);
      for (int i = 0; i < count; i++) {
        int image = order[first + start + i];
        slot.labels[start + i] = set.label(image);
        byte[] transformed = transform(read[i], image, drawn(first + start + i), epoch);
        converter.convert(transformed, slot.images, (start + i) * shape().elements());
      }
    }
    pipeline.labelSmoothing().fill(slot.labels, slot.size, set.classes().size(), slot.targets);
    long epochKey = CounterBasedRandom.subkey(base, epoch);
    long key =
        slice.subkey(
            CounterBasedRandom.subkey(epochKey, -1L - number)); // from 0 on: those of images
    for (int i = 0; i < pipeline.mixings().size(); i++) {
      Mixing mixing = pipeline.mixings().get(i);
      mixing.apply(
          slot.images, slot.targets, shape(), slot.size, CounterBasedRandom.subkey(key, i));
    }
    if (pipeline.balance() == Balance.WEIGHTS) {
      balance.orElseThrow().weigh(slot.targets, slot.size, slot.weights);
    }
  }

  /** Reads images, by several threads if they are decoded. */
  private void read(int first, int count) {
    if (decoders.isEmpty()) {
      for (int i = 0; i < count; i++) {
        read(order[first + i], read[i]);
      }
      return;
    }
    decoders
        .get()
        .submit(
            () ->
                IntStream.range(0, count).parallel().forEach(i -> read(order[first + i], read[i])))
        .join();
  }

  private void read(int image, byte[] destination) {
    if (whole) {
      set.copyWhole(image, destination);
    } else {
      set.copy(image, destination);
    }
  }

  /** What random transforms depend on: an image that is drawn twice differs. */
  private int drawn(int position) {
    return pipeline.balance() == Balance.SAMPLING ? position : order[position];
  }

  private byte[] transform(byte[] pixels, int image, int drawn, int epoch) {
    byte[] source = pixels;
    for (int i = 0; i < pipeline.transforms().size(); i++) {
      Transform transform = pipeline.transforms().get(i);
      Shape input = i == 0 && whole ? set.wholeShape(image) : shapes.get(i);
      byte[] destination = scratch[i % 2];
      transform.apply(source, input, destination, transform.key(base, epoch, drawn, i));
      source = destination;
    }
    return source;
  }

  private void halt() {
    worker.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Abandons the current pass and stops the background thread. */
  @Override
  public void close() {
    underWay = false;
    halt();
    decoders.ifPresent(ForkJoinPool::shutdownNow);
  }
}
