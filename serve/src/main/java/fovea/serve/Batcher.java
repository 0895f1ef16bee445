package fovea.serve;

import fovea.trained.Classifier;
import fovea.trained.DecodedImage;
import fovea.trained.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Classifies images of many requests together. An image that comes alone is classified at once;
 * those that come while others are computed wait and are the next batch, so that batches grow with
 * the load and nothing ever waits for a batch to fill.
 */
final class Batcher implements AutoCloseable {

  private record Waiting(DecodedImage image, CompletableFuture<Prediction> answer) {}

  private final Classifier classifier;
  private final int most;
  private final ServiceMetrics metrics;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::work, "fovea-serve-batches");
  private volatile boolean closed;

  /**
   * @param most the number of images in a batch at most
   */
  Batcher(Classifier classifier, int most, ServiceMetrics metrics) {
    this.classifier = classifier;
    this.most = most;
    this.metrics = metrics;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Adds an image to those that are classified next.
   *
   * @return its prediction, which fails with an {@link IllegalStateException} if this is closed
   */
  CompletableFuture<Prediction> classify(DecodedImage image) {
    Waiting waiting = new Waiting(image, new CompletableFuture<>());
    queue.add(waiting);
    if (closed) {
      refuseAll();
    }
    return waiting.answer();
  }

  private void work() {
    List<Waiting> batch = new ArrayList<>();
    try {
      while (!closed) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, most - 1);
        answer(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
    refuseAll();
  }

  private void answer(List<Waiting> batch) {
    try {
      List<Prediction> predictions =
          classifier.classify(batch.stream().map(Waiting::image).toList());
      metrics.batch(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer().complete(predictions.get(i));
      }
    } catch (IOException | RuntimeException e) {
      batch.forEach(each -> each.answer().completeExceptionally(e));
    }
  }

  private void refuseAll() {
    List<Waiting> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        each ->
            each.answer()
                .completeExceptionally(new IllegalStateException("the service has ended")));
  }

  /** Finishes the batch that is computed, and refuses all others. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseAll();
  }
}
