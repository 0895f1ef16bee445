package fovea.data;

import fovea.nn.Size;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The segments of a JPEG file before its first scan (ITU-T T.81, annex B). */
final class JpegHeader {

  /** What the components of a JPEG file are. */
  enum Color {
    GREY,
    RGB,
    YCBCR,
    CMYK,
    YCCK
  }

  private static final int SOI = 0xd8;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final String JFIF = "JFIF\0";
  private static final String EXIF = "Exif\0";
  private static final String ADOBE = "Adobe";

  /** The transform of a file without Adobe's segment. */
  private static final int UNKNOWN = -1;

  /** A part of the file, from its first byte to the one after its last. */
  private record Segment(int start, int end) {}

  private final byte[] file;
  private final List<Segment> essential = new ArrayList<>();
  private int frame;
  private Size size = Size.of(1);
  private byte[] ids = {};
  private boolean jfif;
  private int transform = UNKNOWN;
  private int orientation = Exif.UPRIGHT;

  private JpegHeader(byte[] file) {
    this.file = file;
  }

  /**
   * Parses the segments of a file.
   *
   * @param file the file, or its first bytes
   * @return empty if it is no JPEG file, or has no frame and scan
   */
  static Optional<JpegHeader> parse(byte[] file) {
    if (file.length < 4 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != SOI) {
      return Optional.empty();
    }
    JpegHeader header = new JpegHeader(file);
    int start = 2;
    while (start + 4 <= file.length && (file[start] & 0xff) == 0xff) {
      int marker = file[start + 1] & 0xff;
      if (marker == 0xff) { // fill byte
        start++;
        continue;
      }
      int end = start + 2 + header.word(start + 2);
      if (marker == SOS) {
        header.essential.add(new Segment(start, file.length));
        return header.ids.length == 0 ? Optional.empty() : Optional.of(header);
      }
      if (end > file.length) {
        return Optional.empty();
      }
      header.read(marker, start, end);
      start = end;
    }
    return Optional.empty();
  }

  private void read(int marker, int start, int end) {
    int data = start + 4;
    if (isFrame(marker) && end - data >= 6) {
      readFrame(marker, data, end);
    } else if (marker == APP0 && startsWith(JFIF, data, end)) {
      jfif = true;
    } else if (marker == APP14 && startsWith(ADOBE, data, end) && end - data >= 12) {
      transform = file[data + 11] & 0xff;
    } else if (marker == APP1 && startsWith(EXIF, data, end) && end - data > 6) {
      orientation = Exif.orientation(ByteBuffer.wrap(file, data + 6, end - data - 6));
    }
    if ((marker < APP0 || marker > APP15) && marker != COM) {
      essential.add(new Segment(start, end));
    }
  }

  private int word(int position) {
    return Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(position));
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private void readFrame(int marker, int data, int end) {
    frame = marker;
    int height = word(data + 1);
    int width = word(data + 3);
    size = Size.of(Math.max(1, height), Math.max(1, width));
    int components = Math.min(file[data + 5] & 0xff, (end - data - 6) / 3);
    ids = new byte[components];
    for (int i = 0; i < components; i++) {
      ids[i] = file[data + 6 + 3 * i];
    }
  }

  private boolean startsWith(String text, int start, int end) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return end - start >= bytes.length
        && Arrays.equals(file, start, start + bytes.length, bytes, 0, bytes.length);
  }

  /** Rows and columns as they are stored. */
  Size size() {
    return size;
  }

  /** The EXIF orientation, from 1 to 8. */
  int orientation() {
    return orientation;
  }

  /** Whether the image is coded sequentially or progressively by Huffman's method. */
  boolean isCommon() {
    return frame <= 0xc2;
  }

  /**
   * What the components are, by the rules of libjpeg (its {@code default_decompress_parms}); empty
   * if there are two, or more than four.
   */
  Optional<Color> color() {
    return switch (ids.length) {
      case 1 -> Optional.of(Color.GREY);
      case 3 -> Optional.of(isRgb() ? Color.RGB : Color.YCBCR);
      case 4 -> Optional.of(transform > 0 ? Color.YCCK : Color.CMYK);
      default -> Optional.empty();
    };
  }

  private boolean isRgb() {
    if (jfif) {
      return false;
    }
    return transform == UNKNOWN ? Arrays.equals(ids, new byte[] {'R', 'G', 'B'}) : transform == 0;
  }

  /**
   * The file without application data and comments, from which a decoder cannot take colours for
   * others: no colour profile, no marker of a colour transform.
   */
  byte[] essential() {
    int length = essential.stream().mapToInt(each -> each.end() - each.start()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(2 + length).put((byte) 0xff).put((byte) SOI);
    essential.forEach(each -> bytes.put(file, each.start(), each.end() - each.start()));
    return bytes.array();
  }
}
