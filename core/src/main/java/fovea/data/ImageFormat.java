package fovea.data;

import fovea.nn.Shape;

/**
 * What all images of a data set have in common.
 *
 * @param shape the shape of one image
 * @param classes how many classes there are
 */
public record ImageFormat(Shape shape, int classes) {}
