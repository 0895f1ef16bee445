package fovea.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import fovea.data.ImageOptions;
import fovea.data.ResizeMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that decides a run. The keys of the YAML file and the flags of {@code fovea train} are
 * the components' names, in snake_case and in kebab-case.
 *
 * @param dataset a data set's name or a directory
 * @param imageSize height and width that a directory's images get; 0 means their own if they are
 *     all of one size, and 32 otherwise
 * @param resize how a directory's images of other proportions are brought to their size: {@code
 *     crop}, {@code squash} or {@code pad}
 * @param ignoreExif whether images stay as they are stored, although their EXIF data say how to
 *     turn or mirror them
 * @param model a network of the zoo, or the name of the recipe's own
 * @param network the recipe's own network, layer by layer
 * @param epochs how often each training image is seen
 * @param batchSize images a step
 * @param lr the learning rate at the start
 * @param optimizer how gradients change weights: {@code sgd}, {@code adam}, {@code adamw}, {@code
 *     rmsprop}, {@code adagrad}, {@code lion} or {@code muon}
 * @param momentum the share of the last velocity that is kept
 * @param nesterov whether to look ahead along the velocity
 * @param weightDecay the pull of weights towards zero
 * @param decoupled whether weight decay acts on weights and not on gradients; AdamW and Lion always
 *     do
 * @param decayBiases whether biases and the scales and shifts of normalisations decay too
 * @param beta1 share of the mean gradient that Adam and Lion keep
 * @param beta2 share of the mean square that Adam keeps, of the mean gradient that Lion keeps
 * @param alpha share of the mean square that RMSprop keeps
 * @param epsilon what keeps the divisors of Adam, RMSprop and Adagrad above 0
 * @param restLr the rate of what {@code muon} leaves to Nesterov's momentum; 0 means lr
 * @param clipNorm the highest norm of the gradient; 0 means any
 * @param accumulate batches whose gradients make one step
 * @param schedule how the learning rate goes on: {@code constant}, {@code exponential}, {@code
 *     step}, {@code multi-step}, {@code linear}, {@code cosine}, {@code cosine-restarts}, {@code
 *     one-cycle}, {@code triangular} or {@code plateau}
 * @param gamma the factor of {@code exponential} an epoch, and of the drops of {@code step}, {@code
 *     multi-step} and {@code plateau}
 * @param period epochs between drops of {@code step}, of the first cosine of {@code
 *     cosine-restarts}, of a rise and fall of {@code triangular}; without progress before {@code
 *     plateau} drops
 * @param milestones epochs at which {@code multi-step} drops
 * @param minLr the lowest rate of {@code cosine}, {@code cosine-restarts}, {@code linear}, {@code
 *     one-cycle}, {@code triangular} and {@code plateau}
 * @param rise share of the training in which {@code one-cycle} rises
 * @param warmup epochs in which the rate first rises from 0
 * @param schedulePer when the rate changes: with each epoch, with each step, or {@code auto}: each
 *     epoch for {@code exponential}, each step for others
 * @param normalize {@code none}, {@code channel} (standard deviation over all pixels), {@code
 *     image-average} (mean of the images' own standard deviations), {@code given}, {@code image}
 *     (each image's channels by themselves), {@code contrast} (each image by itself), {@code zca}
 *     or {@code pca}
 * @param mean what {@code given} subtracts from each channel, of values from 0 to 1
 * @param deviation what {@code given} divides each channel by
 * @param whiteningEpsilon what is added to the variances that {@code zca} and {@code pca} divide by
 * @param whiteningSample training images that {@code zca} and {@code pca} are fitted to
 * @param augment what happens to training images: names of {@link Augmentation}s, with {@code
 *     :number} after those that take one
 * @param tta which variants of a test image the network votes on: {@code none}, {@code flip} or
 *     {@code flip-shift}
 * @param dropout rate of the dropout before the last layer
 * @param channelDropout rate of the dropout of whole channels before each convolution but the first
 * @param batchNorm whether each convolution is followed by batch normalisation
 * @param batchNormPlace where that stands: {@code before} or {@code after} the rectifier, or after
 *     the {@code pool}ing
 * @param labelSmoothing share of each label that is spread over all classes
 * @param ema share that the moving average of weights keeps at a step; 0 means no average
 * @param patience epochs without a higher test accuracy after which to stop; 0 means never
 * @param init how weights start: {@code pytorch}, {@code he} or {@code xavier}
 * @param precision {@code f32}, {@code bf16}, or {@code auto}: bf16 where it is fast
 * @param engine {@code onednn}, {@code reference}, or {@code auto}: the fast one where it loads
 * @param seed what all random numbers depend on
 * @param threads threads that compute; 0 means as many as there are cores
 * @param limitTrain how many training images to use, spread over the classes; 0 means all
 * @param limitTest how many test images to use, spread over the classes; 0 means all
 * @param holdout how many training images, spread over the classes, take the place of the test
 *     images: for choosing settings without looking at those
 * @param activations whether to record after each epoch what the rectifiers give for test images
 * @param maxTime how long to train at most, such as {@code 90s}, {@code 10m} or {@code 2h}; empty
 *     means as long as it takes
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recipe(
    String dataset,
    int imageSize,
    String resize,
    boolean ignoreExif,
    String model,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonSerialize(using = NetworkKey.Writer.class)
        @JsonDeserialize(using = NetworkKey.Reader.class)
        Optional<NetworkText> network,
    int epochs,
    int batchSize,
    double lr,
    OptimizerKind optimizer,
    double momentum,
    boolean nesterov,
    double weightDecay,
    boolean decoupled,
    boolean decayBiases,
    double beta1,
    double beta2,
    double alpha,
    double epsilon,
    double restLr,
    double clipNorm,
    int accumulate,
    ScheduleKind schedule,
    double gamma,
    double period,
    List<Integer> milestones,
    double minLr,
    double rise,
    double warmup,
    String schedulePer,
    NormalizationKind normalize,
    List<Double> mean,
    List<Double> deviation,
    double whiteningEpsilon,
    int whiteningSample,
    List<String> augment,
    ViewKind tta,
    double dropout,
    double channelDropout,
    boolean batchNorm,
    String batchNormPlace,
    double labelSmoothing,
    double ema,
    int patience,
    String init,
    String precision,
    String engine,
    long seed,
    int threads,
    int limitTrain,
    int limitTest,
    int holdout,
    boolean activations,
    String maxTime) {

  public Recipe {
    milestones = List.copyOf(milestones);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    augment = List.copyOf(augment);
  }

  /** How image files become images of this recipe. */
  public ImageOptions imageOptions() {
    return new ImageOptions(ResizeMode.valueOf(resize.toUpperCase(Locale.ROOT)), ignoreExif);
  }
}
