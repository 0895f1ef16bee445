package fovea.data;

import fovea.data.Listing.Item;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a data set of listed image files. What is small is kept in memory, everything else is
 * decoded into a file of the cache, or whenever it is read if there is no room for it: however many
 * images there are, they take no more memory than a few numbers each.
 */
final class ListedImages {

  private static final Logger LOG = LoggerFactory.getLogger(ListedImages.class);

  /** Sets whose pictures take at most that many bytes are kept in memory. */
  private static final long SMALL = 1L << 24;

  /** The largest set that is kept in memory if there is no cache. */
  private static final long LARGEST_IN_MEMORY = 1L << 29;

  /** Whole pictures are larger than their centres, about as 4:3 is than 3:3. */
  private static final double WHOLE = 1.5;

  private final Listing listing;
  private final ImageOptions options;
  private final Optional<PictureCache> cache;
  private final TransferListener listener;
  private final LeftOut leftOut;

  /**
   * @param options how images are fitted and kept
   * @param cache where decoded pictures are kept
   * @param leftOut counts the files that are left out
   */
  ListedImages(
      Listing listing,
      ImageOptions options,
      Optional<PictureCache> cache,
      TransferListener listener,
      LeftOut leftOut) {
    this.listing = listing;
    this.options = options;
    this.cache = cache;
    this.listener = listener;
    this.leftOut = leftOut;
  }

  /**
   * Reads the images.
   *
   * @param onFormat receives the image format before any image is decoded
   * @throws IOException if files are damaged and not to be skipped, or no image of a class can be
   *     read
   */
  DataSet load(Consumer<ImageFormat> onFormat) throws IOException {
    if (listing.train().isEmpty() || listing.test().isEmpty()) {
      throw new IOException(
          "%s has %s training and %s test images: there must be at least one of each"
              .formatted(listing.place(), listing.train().size(), listing.test().size()));
    }
    Size size = options.size().orElseGet(() -> new CommonSize(listing, options).size());
    Shape shape = Shape.image(3, size.height(), size.width());
    onFormat.accept(new ImageFormat(shape, listing.classes().size()));
    ImageSet train = decode(listing.train(), shape, options.whole());
    ImageSet test = decode(listing.test(), shape, false);
    Optional<ImageSet> finalTest =
        listing.finalTest().isEmpty()
            ? Optional.empty()
            : Optional.of(decode(listing.finalTest(), shape, false));
    requireEveryClass(train);
    leftOut.messages().forEach(message -> LOG.warn("{}: {}", listing.place(), message));
    return new DataSet(listing.place().toString(), train, test, finalTest);
  }

  private ImageSet decode(List<Item> items, Shape shape, boolean whole) throws IOException {
    boolean crops = options.resize() == ResizeMode.CROP;
    Fit fit = new Fit(Size.of(shape.height(), shape.width()), options.resize(), whole && crops);
    List<Path> files = items.stream().map(Item::file).toList();
    PictureDecoder decoder = new PictureDecoder(files, fit, options.ignoreExif(), listener);
    long bytes = Math.round(files.size() * (double) shape.elements() * (fit.whole() ? WHOLE : 1));
    Pictures pixels = pictures(decoder, bytes);
    PictureIndex index = pixels.index();
    requireReadable(index, files);
    index.several().forEach(file -> leftOut.addSeveral(files.get(file)));
    int[] readable =
        IntStream.range(0, files.size()).filter(i -> !index.damaged().containsKey(i)).toArray();
    int[] labels = items.stream().mapToInt(Item::label).toArray();
    return ImageSet.of(shape, listing.classes(), labels, pixels, readable);
  }

  /** Decides where the pictures are kept. */
  private Pictures pictures(PictureDecoder decoder, long bytes) throws IOException {
    if (options.stream()) {
      return streamed(decoder);
    }
    if (bytes <= SMALL) {
      return PictureFile.inMemory(decoder);
    }
    if (cache.isPresent()) {
      try {
        if (cache.get().hasRoomFor(bytes)) {
          return cache.get().pictures(listing.root(), decoder);
        }
        LOG.info(
            "{}: {} MB of pictures are more than half of the free disk space: images are decoded"
                + " whenever they are read",
            listing.place(),
            bytes >> 20);
      } catch (IOException e) {
        LOG.warn("{}: there is no cache of its pictures: {}", listing.place(), Reason.of(e));
      }
    }
    return cache.isEmpty() && bytes <= LARGEST_IN_MEMORY
        ? PictureFile.inMemory(decoder)
        : streamed(decoder);
  }

  private StreamedPixels streamed(PictureDecoder decoder) throws IOException {
    PictureIndex index;
    try {
      index =
          cache.isPresent()
              ? cache.get().index(listing.root(), decoder)
              : PictureCache.withoutPictures(decoder);
    } catch (IOException e) {
      index = PictureCache.withoutPictures(decoder);
    }
    return new StreamedPixels(decoder.files(), decoder.fit(), decoder.ignoreExif(), index);
  }

  private void requireReadable(PictureIndex index, List<Path> files) throws IOException {
    if (!index.damaged().isEmpty() && !options.skipDamaged()) {
      throw new IOException(
          "%s of %s files cannot be read: %s. Repair or remove them, or leave them out with --skip-damaged"
              .formatted(
                  index.damaged().size(), files.size(), LeftOut.named(index.damaged().values())));
    }
    index.damaged().values().forEach(leftOut::addUnreadable);
    if (index.damaged().size() == files.size()) {
      throw new IOException("no file can be read: " + LeftOut.named(index.damaged().values()));
    }
  }

  private void requireEveryClass(ImageSet train) throws IOException {
    int[] counts = train.counts();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new IOException(
            "no training image of class %s can be read: %s"
                .formatted(train.classes().get(label), String.join("; ", leftOut.messages())));
      }
    }
  }
}
