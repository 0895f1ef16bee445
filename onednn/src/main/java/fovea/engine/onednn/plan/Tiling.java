package fovea.engine.onednn.plan;

import fovea.nn.Shape;

/**
 * How feature maps are cut into square tiles, and these into chunks that stay in the cache: some
 * rows of tiles of some images. All chunks are equal.
 *
 * @param size rows and columns of a tile
 * @param maps the shape of one image's maps
 * @param images the number of images in a chunk
 * @param rows the number of rows of tiles in a chunk
 */
public record Tiling(int size, Shape maps, int images, int rows) {

  /**
   * @param batch the number of images
   * @param tileBytes bytes that a tile needs while it is computed
   * @param most bytes that a chunk should not exceed
   */
  static Tiling of(int size, Shape maps, int batch, long tileBytes, long most) {
    Tiling whole = new Tiling(size, maps, 1, tiles(maps.height(), size));
    long imageBytes = whole.tiles() * tileBytes;
    return imageBytes <= most
        ? new Tiling(size, maps, largestDivisor(batch, most / imageBytes), whole.rows)
        : new Tiling(size, maps, 1, largestDivisor(whole.rows, most / (imageBytes / whole.rows)));
  }

  private static int largestDivisor(int number, long most) {
    int divisor = (int) Math.max(1, Math.min(number, most));
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  static int tiles(int length, int size) {
    return (length + size - 1) / size;
  }

  /** The number of tiles in a row. */
  public int columns() {
    return tiles(maps.width(), size);
  }

  /** The number of neighbouring tiles in a row that one product transforms. */
  public int together() {
    return columns() % 2 == 0 ? 2 : 1;
  }

  /** The number of tiles in a chunk. */
  public int tiles() {
    return images * rows * columns();
  }

  /** The number of chunks of an image. */
  public int chunksPerImage() {
    return tiles(maps.height(), size) / rows;
  }

  /** The first image of a chunk. */
  public int image(int chunk) {
    return chunk / chunksPerImage() * images;
  }

  /** The first row of tiles of a chunk. */
  public int row(int chunk) {
    return chunk % chunksPerImage() * rows;
  }
}
