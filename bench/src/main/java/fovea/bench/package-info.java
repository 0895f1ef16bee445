/**
 * Benchmarks; never shipped. {@link fovea.bench.StepBudget} says where a training step's time goes;
 * the classes named {@code ...Benchmark} are JMH's.
 */
package fovea.bench;
