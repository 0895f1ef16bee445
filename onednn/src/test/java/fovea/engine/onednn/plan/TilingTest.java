package fovea.engine.onednn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TilingTest {

  @Test
  void aChunkIsAsManyWholeImagesAsFit() {
    Tiling tiling = Tiling.of(4, Shape.image(8, 15, 14), 12, 100, 100 * 16 * 5);
    assertThat(tiling.images()).isEqualTo(4);
    assertThat(tiling.rows()).isEqualTo(4);
    assertThat(tiling.columns()).isEqualTo(4);
    assertThat(tiling.together()).isEqualTo(2);
    assertThat(tiling.tiles()).isEqualTo(4 * 16);
    assertThat(tiling.image(2)).isEqualTo(8);
    assertThat(tiling.row(2)).isZero();
  }

  @Test
  void aChunkIsSomeRowsOfTilesWhereAnImageDoesNotFit() {
    Tiling tiling = Tiling.of(4, Shape.image(8, 48, 28), 3, 100, 100 * 7 * 5);
    assertThat(tiling.images()).isEqualTo(1);
    assertThat(tiling.rows()).isEqualTo(4);
    assertThat(tiling.together()).isEqualTo(1);
    assertThat(tiling.chunksPerImage()).isEqualTo(3);
    assertThat(tiling.image(4)).isEqualTo(1);
    assertThat(tiling.row(4)).isEqualTo(4);
  }

  @Property(tries = 200)
  void chunksAreAllTilesOnce(
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 40) int batch,
      @ForAll @IntRange(min = 1, max = 100_000) int most) {
    Tiling tiling = Tiling.of(4, Shape.image(8, height, width), batch, 30, most);
    int chunks = tiling.chunksPerImage() * (batch / tiling.images());
    int tiles = ((height + 3) / 4) * ((width + 3) / 4) * batch;
    assertThat(chunks * tiling.tiles()).isEqualTo(tiles);
    assertThat(tiling.columns() % tiling.together()).isZero();
    boolean smallest = tiling.images() == 1 && tiling.rows() == 1;
    assertThat(smallest || tiling.tiles() * 30 <= most).isTrue();
  }
}
