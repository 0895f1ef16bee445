package fovea.lab;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Everything that decides a run. The keys of the YAML file and the flags of {@code fovea train} are
 * the components' names, in snake_case and in kebab-case.
 *
 * @param dataset a data set's name or a directory
 * @param model a network of the zoo
 * @param epochs how often each training image is seen
 * @param batchSize images a step
 * @param lr the learning rate at the start
 * @param optimizer how gradients change weights: {@code sgd}
 * @param momentum the share of the last velocity that is kept
 * @param nesterov whether to look ahead along the velocity
 * @param weightDecay the pull of weights towards zero
 * @param schedule how the learning rate goes on: {@code constant} or {@code exponential}
 * @param gamma the exponential schedule's factor an epoch
 * @param normalize {@code none}, {@code channel} (standard deviation over all pixels) or {@code
 *     image-average} (mean of the images' own standard deviations)
 * @param augment what happens to training images: any of {@code crop} and {@code flip}
 * @param dropout rate of the dropout in front of the last layer
 * @param batchNorm whether each convolution is followed by batch normalisation
 * @param init how weights start: {@code pytorch}, {@code he} or {@code xavier}
 * @param precision {@code f32}, {@code bf16}, or {@code auto}, which is f32
 * @param engine {@code onednn}, {@code reference}, or {@code auto}: the fast one where it loads
 * @param seed what all random numbers depend on
 * @param threads threads that compute; 0 means as many as there are cores
 * @param limitTrain how many training images to use; 0 means all
 * @param limitTest how many test images to use; 0 means all
 * @param maxTime how long to train at most, such as {@code 90s}, {@code 10m} or {@code 2h}; empty
 *     means as long as it takes
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recipe(
    String dataset,
    String model,
    int epochs,
    int batchSize,
    double lr,
    String optimizer,
    double momentum,
    boolean nesterov,
    double weightDecay,
    String schedule,
    double gamma,
    String normalize,
    List<String> augment,
    double dropout,
    boolean batchNorm,
    String init,
    String precision,
    String engine,
    long seed,
    int threads,
    int limitTrain,
    int limitTest,
    String maxTime) {

  public Recipe {
    augment = List.copyOf(augment);
  }

  /** The same with another seed. */
  public Recipe withSeed(long seed) {
    return new Recipe(
        dataset,
        model,
        epochs,
        batchSize,
        lr,
        optimizer,
        momentum,
        nesterov,
        weightDecay,
        schedule,
        gamma,
        normalize,
        augment,
        dropout,
        batchNorm,
        init,
        precision,
        engine,
        seed,
        threads,
        limitTrain,
        limitTest,
        maxTime);
  }
}
