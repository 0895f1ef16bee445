package fovea.data;

import fovea.data.Listing.Item;
import fovea.nn.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the size of a data set's images if the user has not: their own if all have the same, of
 * at most 1024 x 1024; 224 x 224, that of most networks for photographs, if most of them are at
 * least as large; 32 x 32 otherwise.
 *
 * @param listing the images
 * @param options how they are turned
 */
record CommonSize(Listing listing, ImageOptions options) {

  private static final Logger LOG = LoggerFactory.getLogger(CommonSize.class);
  private static final int SMALL = 32;
  private static final int PHOTOGRAPH = 224;
  private static final int MAX_SIDE = 1024;

  /** The number of files whose headers are read, spread over all. */
  private static final int SAMPLE = 1000;

  /** The size. */
  Size size() {
    List<Size> sizes = sizes();
    if (sizes.isEmpty()) {
      return Size.of(SMALL);
    }
    Size first = sizes.get(0);
    if (new HashSet<>(sizes).size() == 1) {
      if (Math.max(first.height(), first.width()) <= MAX_SIDE) {
        LOG.info(
            "{}: images keep their size, {}, which all of them have", listing.place(), text(first));
        return first;
      }
      return chosen(sizes, "images of %s".formatted(text(first)));
    }
    Size other = sizes.stream().filter(each -> !each.equals(first)).findFirst().orElseThrow();
    return chosen(
        sizes, "images of several sizes, such as %s and %s".formatted(text(first), text(other)));
  }

  private Size chosen(List<Size> sizes, String why) {
    List<Integer> sides =
        sizes.stream().map(each -> Math.min(each.height(), each.width())).sorted().toList();
    int side = sides.get(sides.size() / 2) >= PHOTOGRAPH ? PHOTOGRAPH : SMALL;
    int scaled = ResizeMode.withMargin(side);
    LOG.info(
        "{}: {} (width x height) become {}x{} by {}: choose with --image-size and --resize",
        listing.place(),
        why,
        side,
        side,
        switch (options.resize()) {
          case CROP ->
              scaled == side
                  ? "scaling the short side and cropping at the centre"
                  : "scaling the short side to %s and cropping %s"
                      .formatted(
                          scaled,
                          options.whole()
                              ? "at random in training, at the centre in the test"
                              : "at the centre (at random in training with --augment"
                                  + " resized-crop)");
          case SQUASH -> "scaling both sides";
          case PAD -> "scaling the long side and padding";
        });
    return Size.of(side);
  }

  /** The sizes of some training images; damaged files are passed over, decoding them will tell. */
  private List<Size> sizes() {
    List<Item> items = listing.train();
    List<Size> sizes = new ArrayList<>();
    int count = Math.min(SAMPLE, items.size());
    for (int i = 0; i < count; i++) {
      Item item = items.get((int) ((long) i * items.size() / count));
      try {
        sizes.add(ImageFiles.size(item.file(), options.ignoreExif()));
      } catch (IOException e) {
        // passed over
      }
    }
    return sizes;
  }

  private static String text(Size size) {
    return size.width() + "x" + size.height();
  }
}
