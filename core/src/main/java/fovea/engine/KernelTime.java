package fovea.engine;

/**
 * The time that one pass of a layer took.
 *
 * @param layer the name of the layer
 * @param pass the pass: {@code forward}, {@code backward data}, {@code backward weights}, {@code
 *     reorder weights}, ...
 * @param kernel the implementation that the engine chose; the slowest one, if there are several
 * @param milliseconds the median over the repetitions, or the sum of the kernels' medians
 */
public record KernelTime(String layer, String pass, String kernel, double milliseconds) {}
