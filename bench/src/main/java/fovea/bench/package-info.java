/**
 * Benchmarks, which are not distributed. {@link fovea.bench.StepBudget} breaks down the time of a
 * training step, {@link fovea.bench.Soak} checks that memory and step time stay constant; the
 * classes named {@code ...Benchmark} run under JMH.
 */
package fovea.bench;
