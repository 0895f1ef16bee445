package fovea.images;

import fovea.engine.Engine;
import fovea.engine.Inference;
import java.nio.FloatBuffer;

/** Whitens images one by one, on any thread. */
public final class Whitener implements AutoCloseable {

  private final Whitening whitening;
  private final Inference map;

  /**
   * Makes a whitening ready.
   *
   * @param engine what computes it: a matrix product is a linear layer
   */
  public Whitener(Whitening whitening, Engine engine) {
    this.whitening = whitening;
    this.map = whitening.inference(engine);
  }

  /**
   * Whitens an image in place.
   *
   * @param image C x H x W bytes
   */
  public void apply(byte[] image) {
    FloatBuffer floats = FloatBuffer.allocate(image.length);
    whitening.plain().convert(image, floats, 0);
    FloatBuffer whitened = FloatBuffer.allocate(image.length);
    map.scores(floats, 1, whitened);
    whitening.quantize(whitened, 0, image, 0);
  }

  @Override
  public void close() {
    map.close();
  }
}
