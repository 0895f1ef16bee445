package fovea.train;

/**
 * Loss and accuracy of a network on a set of images.
 *
 * @param loss the mean cross-entropy, in nats
 * @param accuracy the fraction of images whose class has the highest score, from 0 to 1
 */
public record Metrics(double loss, double accuracy) {}
