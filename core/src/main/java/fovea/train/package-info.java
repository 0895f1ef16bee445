/**
 * How a network learns: the loop, the loss, optimisers and schedules, and checkpoints from which a
 * run goes on bit for bit. Everything beside the loop itself listens to its events.
 */
package fovea.train;
