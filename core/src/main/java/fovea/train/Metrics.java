package fovea.train;

/**
 * How well a network does on some images.
 *
 * @param loss the mean cross-entropy, in nats
 * @param accuracy the share of images whose highest score is their class's, 0 to 1
 */
public record Metrics(double loss, double accuracy) {}
