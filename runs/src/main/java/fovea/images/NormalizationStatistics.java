package fovea.images;

import fovea.data.ChannelStatistics;
import fovea.data.ContrastStatistics;
import fovea.data.DataCatalog;
import fovea.data.ImageNormalization.Span;
import fovea.data.ImageSet;
import java.io.IOException;
import java.util.Optional;

/**
 * Statistics of the training images for each kind of normalisation that a recipe can choose.
 *
 * @param channels per-channel means and standard deviations, over all pixels and within images
 * @param image distribution of the contrast of single channels of images
 * @param contrast distribution of the contrast of whole images
 * @param components the principal components, for whitening; empty if computing them would take
 *     minutes, or if the images are too large to be whitened
 */
public record NormalizationStatistics(
    ChannelStatistics channels,
    ContrastStatistics image,
    ContrastStatistics contrast,
    Optional<PrincipalComponents> components) {

  /** The maximum number of values of an image that can be whitened. */
  public static final int MOST_WHITENED = Whitening.MOST_ELEMENTS;

  /**
   * Computes the statistics of training images.
   *
   * @param catalog the data catalog, whose cache holds the variances of principal components
   * @param patient whether to compute principal components even if that takes minutes
   * @throws IOException if the cache cannot be written
   */
  public static NormalizationStatistics of(ImageSet train, DataCatalog catalog, boolean patient)
      throws IOException {
    return new NormalizationStatistics(
        ChannelStatistics.of(train),
        ContrastStatistics.of(train, Span.CHANNEL),
        ContrastStatistics.of(train, Span.IMAGE),
        train.shape().elements() <= MOST_WHITENED
                && (patient || PrincipalComponents.areQuick(train))
            ? Optional.of(PrincipalComponents.of(train, catalog))
            : Optional.empty());
  }
}
