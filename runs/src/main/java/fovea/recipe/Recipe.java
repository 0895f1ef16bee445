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
 * The settings that determine a training run. Their names are the keys of the YAML file, in
 * snake_case, and the flags of {@code fovea train}, in kebab-case.
 *
 * @param dataset the name of a data set, or a directory of images
 * @param imageSize the size in pixels that the images of a directory are scaled to; {@link
 *     ImageSize#AUTOMATIC} keeps their own size if all have the same, of at most 1024 x 1024;
 *     otherwise it means 224 if most have at least that, and 32 if not
 * @param resize how a directory's images of other proportions are brought to that size: {@code
 *     crop} (resize the shorter side, crop the centre), {@code squash} or {@code pad}
 * @param ignoreExif whether to ignore the EXIF orientation of images
 * @param skipDamaged whether to leave out image files that cannot be decoded, which are an error
 *     otherwise
 * @param stream whether to decode images whenever they are read, instead of once into the cache
 * @param balance what is done about classes with unequal numbers of training images
 * @param model a network of the zoo, or the name of the recipe's own network
 * @param network the layers of the recipe's own network; empty for a network of the zoo
 * @param epochs number of passes over the training images
 * @param batchSize number of images per mini-batch
 * @param lr the learning rate: the initial one of most schedules, the peak of {@code one-cycle} and
 *     {@code triangular}
 * @param optimizer {@code sgd}, {@code adam}, {@code adamw}, {@code rmsprop}, {@code adagrad},
 *     {@code lion} or {@code muon}
 * @param momentum the momentum coefficient of {@code sgd}, {@code rmsprop} and {@code muon}
 * @param nesterov whether {@code sgd} uses Nesterov momentum
 * @param weightDecay the weight decay coefficient
 * @param decoupled whether weight decay shrinks the weights directly, instead of adding to the
 *     gradients; always so in AdamW and Lion, and for filters in Muon
 * @param decayBiases whether weight decay includes biases and the scales and shifts of
 *     normalisation layers
 * @param beta1 decay rate of the running mean of gradients in Adam; weight of the momentum in the
 *     update direction of Lion
 * @param beta2 decay rate of the running mean of squared gradients in Adam, and of the momentum in
 *     Lion
 * @param alpha decay rate of the running mean of squared gradients in RMSprop
 * @param epsilon added to the divisors of Adam, RMSprop and Adagrad to keep them above 0
 * @param restLr with {@code muon}, the learning rate of all parameters other than filters of
 *     convolutions; 0 means {@code lr}
 * @param keepNorm with {@code muon}, whether the filters of each convolution are kept at the norm
 *     of the square root of their number
 * @param bodyLr the learning rate of all layers but the last one with parameters; 0 means {@code
 *     lr}
 * @param shiftLr the learning rate of the shifts of batch normalisations, whose weight decay per
 *     step stays that of the others; 0 means {@code lr}
 * @param clipNorm the maximum norm of the gradient of all parameters together; 0 disables clipping
 * @param accumulate number of mini-batches whose mean gradient makes one step
 * @param schedule the learning-rate schedule: {@code constant}, {@code exponential}, {@code step},
 *     {@code multi-step}, {@code linear}, {@code cosine}, {@code cosine-restarts}, {@code
 *     one-cycle}, {@code triangular} or {@code plateau}
 * @param gamma the factor of the learning rate, per epoch for {@code exponential}, per drop for
 *     {@code step}, {@code multi-step} and {@code plateau}
 * @param period a number of epochs: between drops of {@code step}; of the first period of {@code
 *     cosine-restarts}; of a rise and fall of {@code triangular}; without improvement before a drop
 *     of {@code plateau}
 * @param milestones the epochs at which {@code multi-step} drops
 * @param minLr the minimum learning rate of {@code cosine}, {@code cosine-restarts}, {@code
 *     linear}, {@code one-cycle}, {@code triangular} and {@code plateau}
 * @param rise the fraction of the training in which the learning rate of {@code one-cycle} rises
 * @param startLr the learning rate with which {@code one-cycle} begins; 0 means a 25th of {@code
 *     lr}
 * @param warmup number of epochs of linear warm-up from 0, with any schedule
 * @param schedulePer when the learning rate is updated: once per epoch, once per step, or {@code
 *     auto}, which is per epoch for {@code exponential} and per step for all others
 * @param normalize {@code none}, {@code channel} (standard deviation over all pixels), {@code
 *     image-average} (mean of the standard deviations within each image), {@code given}, {@code
 *     pretrained} (as the images that the weights of {@code init} were trained on), {@code image}
 *     (each channel of each image by itself), {@code contrast} (each image by itself), {@code zca}
 *     or {@code pca}
 * @param mean the mean that {@code given} subtracts, per channel, of values from 0 to 1
 * @param deviation the standard deviation that {@code given} divides by, per channel, of values
 *     from 0 to 1
 * @param whiteningEpsilon added by {@code zca} and {@code pca} to each variance before dividing by
 *     its square root
 * @param whiteningSample number of training images that {@code zca} and {@code pca} are fitted to,
 *     the first ones
 * @param augment the {@link Augmentation}s of training images as text, in the order in which they
 *     are applied
 * @param progressiveResizing the first {@link ResizedEpochs} as text, in which images are smaller
 * @param tta the views of a test image whose predictions are averaged (test-time augmentation):
 *     {@code none}, {@code flip} or {@code flip-shift}
 * @param dropout rate of dropout before the last layer, in VGG networks also before the one
 *     preceding it
 * @param channelDropout rate of channel dropout before each convolution except the first
 * @param batchNorm whether each convolution is followed by batch normalisation
 * @param batchNormPlace where batch normalisation is placed: {@code before} or {@code after} the
 *     ReLU, or after the pooling ({@code pool})
 * @param labelSmoothing the fraction of each label that is spread over all classes
 * @param ema decay rate of the exponential moving average of the weights, which is evaluated in
 *     their place; 0 for none
 * @param lookahead the share of the slow weights that every fifth step keeps at the end of the
 *     training ({@link fovea.train.Lookahead}); 0 for none
 * @param patience number of epochs without a higher test accuracy before early stopping; 0 disables
 *     it
 * @param init the initial weights: {@code pytorch}, {@code he} or {@code xavier} for random ones,
 *     or a safetensors file or the folder of a run
 * @param freeze what is not trained: names of layers, what they begin with, or of parameters;
 *     {@code ..} before one stands for all up to it
 * @param precision {@code f32}, {@code bf16}, or {@code auto}: bf16 if it is faster
 * @param engine {@code onednn}, {@code reference}, or {@code auto}: oneDNN if it can be loaded
 * @param exchange the numbers in which several workers exchange gradients: {@code f32}, or {@code
 *     bf16}, which is half as much
 * @param syncBatchNorm whether the batch normalisations of several workers take their statistics
 *     from whole batches, not from each worker's slice
 * @param seed the seed of all random numbers
 * @param threads number of threads that compute; 0 means one per core
 * @param limitTrain number of training images to use, spread over the classes; 0 means all
 * @param limitTest number of test images to use, spread over the classes; 0 means all
 * @param holdout number of training images, spread over the classes, that replace the test images,
 *     so that settings can be chosen without looking at these; 0 for none
 * @param activations whether to record statistics of the ReLU outputs on test images after each
 *     epoch
 * @param maxTime maximum duration of the training, such as {@code 90s}, {@code 10m} or {@code 2h};
 *     empty for no limit
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recipe(
    String dataset,
    ImageSize imageSize,
    String resize,
    boolean ignoreExif,
    boolean skipDamaged,
    boolean stream,
    BalanceKind balance,
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
    boolean keepNorm,
    double bodyLr,
    double shiftLr,
    double clipNorm,
    int accumulate,
    ScheduleKind schedule,
    double gamma,
    double period,
    List<Integer> milestones,
    double minLr,
    double rise,
    double startLr,
    double warmup,
    String schedulePer,
    NormalizationKind normalize,
    List<Double> mean,
    List<Double> deviation,
    double whiteningEpsilon,
    int whiteningSample,
    List<String> augment,
    List<String> progressiveResizing,
    ViewKind tta,
    double dropout,
    double channelDropout,
    boolean batchNorm,
    String batchNormPlace,
    double labelSmoothing,
    double ema,
    double lookahead,
    int patience,
    String init,
    List<String> freeze,
    String precision,
    String engine,
    String exchange,
    boolean syncBatchNorm,
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
    progressiveResizing = List.copyOf(progressiveResizing);
    freeze = List.copyOf(freeze);
  }

  /** The file or the run whose weights the training starts with; empty for random ones. */
  public Optional<String> initFile() {
    return InitKind.isScheme(init) ? Optional.empty() : Optional.of(init);
  }

  /** The first epochs, in which images are smaller; those that follow have images of full size. */
  public List<ResizedEpochs> resizedEpochs() {
    return progressiveResizing.stream().map(ResizedEpochs::parse).toList();
  }

  /** How image files become images of this recipe. */
  public ImageOptions imageOptions() {
    return new ImageOptions(
        imageSize.size(),
        ResizeMode.valueOf(resize.toUpperCase(Locale.ROOT)),
        ignoreExif,
        skipDamaged,
        augment.stream().anyMatch(each -> Augmentation.parse(each).takesWhole()),
        stream);
  }
}
