/**
 * Benchmarks; never shipped. {@link fovea.bench.StepBudget} says where a training step's time goes,
 * {@link fovea.bench.Soak} whether memory and step time stay flat; the classes named {@code
 * ...Benchmark} are JMH's.
 */
package fovea.bench;
