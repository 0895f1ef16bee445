package fovea.engine;

/**
 * How long a program took for one pass of a layer.
 *
 * @param layer the layer that it computes
 * @param pass what of it: {@code forward}, {@code backward data}, {@code backward weights}, {@code
 *     reorder weights}, ...
 * @param kernel the implementation that the engine chose; the one that takes longest, if there are
 *     several
 * @param milliseconds the median over the repetitions, or the sum of the kernels' medians
 */
public record KernelTime(String layer, String pass, String kernel, double milliseconds) {}
