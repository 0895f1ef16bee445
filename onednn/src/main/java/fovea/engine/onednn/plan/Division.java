package fovea.engine.onednn.plan;

/** How a layer's work on a batch that is divided into shards is divided. */
public enum Division {
  /** Not at all: the batch is not divided. */
  NONE,
  /** By images: each shard has its own. */
  IMAGES,
  /**
   * By outputs: each part is some outputs of all images, as a large linear layer has them in
   * training, whose weights outnumber the values of a shard (Krizhevsky 2014, One weird trick for
   * parallelizing convolutional neural networks).
   */
  OUTPUTS
}
