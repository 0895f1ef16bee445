package fovea.images;

import fovea.engine.Engine;
import fovea.engine.Inference;
import java.nio.FloatBuffer;

/** Whitens single images with a fitted whitening. It is thread-safe. */
public final class Whitener implements AutoCloseable {

  private final Whitening whitening;
  private final Inference linear;

  /**
   * Prepares a whitening for inference.
   *
   * @param engine the engine that computes it, as a linear layer
   */
  public Whitener(Whitening whitening, Engine engine) {
    this.whitening = whitening;
    this.linear = whitening.inference(engine);
  }

  /**
   * Whitens an image in place.
   *
   * @param image C x H x W bytes
   */
  public void apply(byte[] image) {
    FloatBuffer values = FloatBuffer.allocate(image.length);
    whitening.unitConverter().convert(image, values, 0);
    FloatBuffer whitened = FloatBuffer.allocate(image.length);
    linear.scores(values, 1, whitened);
    whitening.quantize(whitened, 0, image, 0);
  }

  @Override
  public void close() {
    linear.close();
  }
}
