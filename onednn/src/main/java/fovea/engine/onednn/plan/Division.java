package fovea.engine.onednn.plan;

/** How a layer's work on a batch that is divided into shards is divided. */
public enum Division {
  /** Not at all: one thread computes the layer for the whole batch. */
  NONE,
  /** By images: each shard has its own. */
  IMAGES,
  /**
   * By outputs: each shard computes some outputs of all images, as a large linear layer does in
   * training, whose weights outnumber the values of a shard (Krizhevsky 2014, One weird trick for
   * parallelizing convolutional neural networks).
   */
  OUTPUTS
}
