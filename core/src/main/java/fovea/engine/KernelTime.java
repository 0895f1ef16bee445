package fovea.engine;

/**
 * How long one kernel of a program took.
 *
 * @param layer the layer that it computes
 * @param pass what of it: {@code forward}, {@code backward data}, {@code backward weights}, {@code
 *     reorder weights}, ...
 * @param kernel the implementation that the engine chose
 * @param milliseconds the median over the repetitions
 */
public record KernelTime(String layer, String pass, String kernel, double milliseconds) {}
