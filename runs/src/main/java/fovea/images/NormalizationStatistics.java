package fovea.images;

import fovea.data.ChannelStatistics;
import fovea.data.ContrastStatistics;
import fovea.data.DataCatalog;
import fovea.data.ImageNormalization.Span;
import fovea.data.ImageSet;
import java.io.IOException;
import java.util.Optional;

/**
 * Statistics of training images for each normalisation that a recipe can have.
 *
 * @param channels their means and deviations, over all pixels and within images
 * @param image how much the contrast of images varies, channel by channel
 * @param contrast how much that of whole images varies
 * @param components what whitening makes alike; empty where that would take minutes, or the images
 *     are too large
 */
public record NormalizationStatistics(
    ChannelStatistics channels,
    ContrastStatistics image,
    ContrastStatistics contrast,
    Optional<PrincipalComponents> components) {

  /** The most numbers that an image may have to be whitened. */
  public static final int MOST_WHITENED = Whitening.MOST_ELEMENTS;

  /**
   * Measures them.
   *
   * @param patient whether what takes minutes is measured too
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
