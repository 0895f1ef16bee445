package fovea.experiment;

import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.images.Views;

/**
 * A fixed sample of the training images, evaluated after each epoch like the test images, so that
 * training and test compare like with like. It is spread over the classes.
 *
 * @param images the images
 * @param batch images per batch
 */
record TrainingSample(ImageSet images, int batch) {

  /** Maximum number of images: the standard error of an accuracy is then about one point. */
  private static final int MAX_IMAGES = 2000;

  /**
   * Inverse of the maximum share of the training images, beyond the first batch. Evaluating a
   * quarter of them takes about a tenth of an epoch's time.
   */
  private static final int SHARE = 4;

  /** Maximum number of values in a batch, unless a single image has more. */
  private static final int MAX_VALUES = 1 << 20;

  /** Maximum number of values in the sample, unless a batch has more. */
  private static final int MAX_SAMPLE_VALUES = 1 << 26;

  static TrainingSample of(DataSet data) {
    int elements = data.shape().elements();
    int batch = Math.max(1, Math.min(Views.batch(data.shape()), MAX_VALUES / elements));
    int most = Math.min(Math.min(data.test().size(), MAX_IMAGES), MAX_SAMPLE_VALUES / elements);
    int share = Math.max(batch, data.train().size() / SHARE);
    int count = Math.max(1, Math.min(Math.min(most, share), data.train().size()));
    int whole = count - count % batch; // so that all batches use the same program
    return new TrainingSample(data.train().limit(whole > 0 ? whole : count), batch);
  }
}
