package fovea.lab.figure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** Reduces Fovea's own font to the characters that a document uses. */
final class FontSubset {

  /** The tables that viewers require; hints for the pixels of old screens are left out. */
  private static final List<String> TABLES =
      List.of("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post");

  private FontSubset() {}

  /**
   * A TrueType font with the given characters, those that the font lacks left out.
   *
   * @return the bytes of the font's file; none if the font has none of the characters
   */
  static byte[] of(Set<Integer> characters, boolean bold) {
    try (InputStream in = Fonts.open(bold);
        TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
      CmapLookup glyphs = font.getUnicodeCmapLookup();
      TTFSubsetter subsetter = new TTFSubsetter(font, TABLES);
      int present = 0;
      for (int character : characters) {
        if (glyphs.getGlyphId(character) != 0) {
          subsetter.add(character);
          present++;
        }
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (present > 0) {
        subsetter.writeToStream(bytes);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Fovea's own font", e);
    }
  }
}
