package fovea.engine.onednn.plan;

import fovea.nn.BatchNorm2d;

/**
 * A batch normalisation with running statistics that is folded into the convolution before it.
 *
 * @param name the layer's full name
 * @param layer the layer
 */
public record FoldedNorm(String name, BatchNorm2d layer) {}
