package fovea.data;

import fovea.nn.Shape;

/**
 * The shape and number of classes of a data set's images.
 *
 * @param shape the shape of one image
 * @param classes number of classes
 */
public record ImageFormat(Shape shape, int classes) {}
