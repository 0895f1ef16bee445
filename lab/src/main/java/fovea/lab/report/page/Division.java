package fovea.lab.report.page;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockParserFactory;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.ParserState;

/** Blocks between two lines of colons, as Pandoc has them. */
public final class Division extends CustomBlock {

  private static final Pattern OPEN =
      Pattern.compile(" {0,3}:{3,}\\s*(?:(\\{.*\\})|([\\w-]+))\\s*:*\\s*");
  private static final Pattern CLOSE = Pattern.compile(" {0,3}:{3,}\\s*");

  private final Attributes attributes;

  private Division(Attributes attributes) {
    this.attributes = attributes;
  }

  /** What its first line says of it. */
  public Attributes attributes() {
    return attributes;
  }

  /** The attributes of the division that a line opens, if it opens one. */
  public static Optional<Attributes> opening(String line) {
    Matcher open = OPEN.matcher(line);
    if (!open.matches()) {
      return Optional.empty();
    }
    return Attributes.of(open.group(1) == null ? "{." + open.group(2) + "}" : open.group(1));
  }

  /** Whether a line closes a division. */
  public static boolean closes(String line) {
    return CLOSE.matcher(line).matches();
  }

  static BlockParserFactory factory() {
    return (state, matched) -> start(state);
  }

  private static BlockStart start(ParserState state) {
    if (state.getIndent() > 3) {
      return BlockStart.none();
    }
    String line = state.getLine().getContent().toString();
    return opening(line)
        .map(
            attributes ->
                BlockStart.of(new Reader(new Division(attributes))).atIndex(line.length()))
        .orElseGet(BlockStart::none);
  }

  /** Reads a division to its end. */
  private static final class Reader extends AbstractBlockParser {

    private final Division division;

    Reader(Division division) {
      this.division = division;
    }

    @Override
    public Block getBlock() {
      return division;
    }

    @Override
    public boolean isContainer() {
      return true;
    }

    @Override
    public boolean canContain(Block child) {
      return true;
    }

    @Override
    public BlockContinue tryContinue(ParserState state) {
      boolean inner = state.getActiveBlockParser() != this && holdsDivision(state);
      return !inner && closes(state.getLine().getContent().toString())
          ? BlockContinue.finished()
          : BlockContinue.atIndex(state.getIndex());
    }

    /** Whether a division inside this one is open, which the line ends instead of this. */
    private boolean holdsDivision(ParserState state) {
      Block active = state.getActiveBlockParser().getBlock();
      for (org.commonmark.node.Node at = active;
          at != null && at != division;
          at = at.getParent()) {
        if (at instanceof Division) {
          return true;
        }
      }
      return false;
    }
  }
}
