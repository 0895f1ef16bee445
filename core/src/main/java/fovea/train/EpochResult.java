package fovea.train;

import java.util.Optional;

/**
 * The results of one epoch.
 *
 * @param epoch number of the epoch, from 1
 * @param epochs number of epochs planned
 * @param learningRate the learning rate of the last step, as PyTorch's {@code get_last_lr} returns
 *     it at the end of an epoch if the schedule is stepped per batch
 * @param train loss and accuracy on the training images, in training mode, accumulated while the
 *     network changed
 * @param test loss and accuracy on the test images after the epoch, in evaluation mode
 * @param trainEvaluated loss and accuracy on a sample of the training images, measured as {@code
 *     test}: with the same weights, in evaluation mode and without augmentation; empty if there is
 *     no sample
 * @param current the test metrics of the current weights; present if {@code test} is measured with
 *     averaged weights
 * @param seconds duration of the training, without the evaluation
 * @param imagesPerSecond training images per second
 */
public record EpochResult(
    int epoch,
    int epochs,
    double learningRate,
    Metrics train,
    Metrics test,
    Optional<Metrics> trainEvaluated,
    Optional<Metrics> current,
    double seconds,
    double imagesPerSecond) {}
