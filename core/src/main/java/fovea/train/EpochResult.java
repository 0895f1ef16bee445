package fovea.train;

import java.util.Optional;

/**
 * What an epoch gave.
 *
 * @param epoch its number, from 1
 * @param epochs how many there are to be
 * @param learningRate the learning rate of its last step: what PyTorch's {@code get_last_lr} gives
 *     at the end of the epoch, where the schedule changes with each step
 * @param train loss and accuracy over the epoch, in training mode, while the network changed
 * @param test loss and accuracy on the test images after it, in evaluation mode
 * @param current the same of the weights as they are, where those of {@code test} are averages
 * @param seconds how long its training took, without the evaluation
 * @param imagesPerSecond training images a second
 */
public record EpochResult(
    int epoch,
    int epochs,
    double learningRate,
    Metrics train,
    Metrics test,
    Optional<Metrics> current,
    double seconds,
    double imagesPerSecond) {}
