/**
 * Training: the loop and its listeners, the loss, optimisers, learning-rate schedules, and
 * checkpoints from which a run resumes bit for bit.
 */
package fovea.train;
