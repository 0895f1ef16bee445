package fovea.recipe;

import fovea.nn.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the layers of a network from a YAML tree: names them, builds residual blocks and expands
 * repeats.
 */
final class EntryReader {

  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_DEPTH = 20;
  private static final String RESIDUAL = "residual";
  private static final String SHORTCUT = "shortcut";

  private int layers;

  private EntryReader() {}

  /**
   * The repeats and blocks that enclose an entry.
   *
   * @param numbers the round numbers that names of layers must contain, outermost repeat first
   * @param round all round numbers, joined by points, for error messages
   * @param depth number of enclosing lists
   */
  private record Context(List<Integer> numbers, String round, int depth) {

    Context inRound(int number) {
      List<Integer> all = new ArrayList<>(numbers);
      all.add(number);
      return new Context(all, round.isEmpty() ? "" + number : round + "." + number, depth + 1);
    }

    /** The context inside a residual block, whose own name already tells the rounds apart. */
    Context inBlock() {
      return new Context(List.of(), round, depth + 1);
    }

    Place place(Place place) {
      return round.isEmpty() ? place : place.round(round);
    }
  }

  /**
   * Reads a list of layers and names them.
   *
   * @throws RecipeException if the node is not a valid list of layers
   */
  static List<Entry> read(Node list) {
    List<Draft> drafts = new EntryReader().drafts(list, new Context(List.of(), "", 0));
    List<Entry> entries = Draft.named(drafts);
    requireUniqueNames("", entries, new TreeMap<>());
    return entries;
  }

  /**
   * Rejects two layers with the same full name. Since names may contain points, a layer inside a
   * block can also clash with a sibling of the block.
   */
  private static void requireUniqueNames(
      String prefix, List<Entry> entries, Map<String, Place> seen) {
    for (Entry entry : entries) {
      String name = prefix + entry.name();
      Place first = seen.putIfAbsent(name, entry.place());
      if (first != null) {
        throw entry
            .place()
            .refuse("a second layer is called '%s'; the first: %s".formatted(name, first.where()));
      }
      if (entry.part() instanceof Part.Block block) {
        requireUniqueNames(name + ".", block.body(), seen);
        requireUniqueNames(name + ".", block.shortcut(), seen);
      }
    }
  }

  private List<Draft> drafts(Node list, Context context) {
    if (!(list instanceof Node.Items items)) {
      throw list.place()
          .refuse("%s where a list of layers is due: begin each with '- '".formatted(list.kind()));
    }
    if (items.items().isEmpty()) {
      throw list.place().refuse("the list has no layer");
    }
    if (context.depth() > MAX_DEPTH) {
      throw list.place()
          .refuse("repeats and blocks lie more than %s deep in each other".formatted(MAX_DEPTH));
    }
    List<Draft> drafts = new ArrayList<>();
    for (Node item : items.items()) {
      if (item instanceof Node.Text text) {
        add(drafts, layer(text, Optional.empty(), context));
      } else if (item instanceof Node.Fields fields && !fields.fields().isEmpty()) {
        addFields(drafts, fields, context);
      } else {
        throw item.place().refuse(item.kind() + " where a layer is due" + help(item));
      }
    }
    return drafts;
  }

  private static String help(Node item) {
    if (item instanceof Node.Items) {
      return ": before a list stands 'residual:' or 'repeat N:'";
    }
    return item instanceof Node.Nothing ? " (what follows ' #' is a comment)" : "";
  }

  private void add(List<Draft> drafts, Draft draft) {
    layers++;
    if (layers > MAX_LAYERS) {
      throw draft
          .place()
          .refuse(String.format(Locale.ROOT, "the network has more than %,d layers", MAX_LAYERS));
    }
    drafts.add(draft);
  }

  private static Draft layer(Node.Text text, Optional<String> name, Context context) {
    Part part = LayerText.parse(text.place(), text.text());
    return new Draft(context.place(text.place()), text.text(), name, part);
  }

  private void addFields(List<Draft> drafts, Node.Fields fields, Context context) {
    Node.Field first = fields.fields().get(0);
    String key = first.key().strip().toLowerCase(Locale.ROOT);
    if (isBlock(fields)) {
      add(drafts, block(fields, Optional.empty(), context));
    } else if (fields.fields().size() > 1) {
      Node.Field second = fields.fields().get(1);
      throw second
          .place()
          .refuse(
              "%s stands in the entry of %s: begin each layer with '- '"
                  .formatted(Place.quote(second.key()), Place.quote(first.key())));
    } else if (key.matches("repeat(\\s.*)?")) {
      addRounds(drafts, first, context);
    } else {
      add(drafts, named(first, context));
    }
  }

  private static boolean isBlock(Node.Fields fields) {
    return fields.fields().stream()
        .anyMatch(
            field ->
                field.key().equalsIgnoreCase(RESIDUAL) || field.key().equalsIgnoreCase(SHORTCUT));
  }

  private void addRounds(List<Draft> drafts, Node.Field repeat, Context context) {
    String count = repeat.key().strip().substring("repeat".length()).strip();
    if (!count.matches("0*[1-9]\\d{0,4}") || Integer.parseInt(count) > MAX_LAYERS) {
      throw repeat
          .place()
          .refuse(
              String.format(
                  Locale.ROOT,
                  "%s must have a number from 1 to %,d, such as 'repeat 3:'",
                  Place.quote(repeat.key()),
                  MAX_LAYERS));
    }
    int rounds = Integer.parseInt(count);
    for (int round = 1; round <= rounds; round++) {
      drafts.addAll(drafts(repeat.value(), context.inRound(round)));
    }
  }

  private Draft named(Node.Field field, Context context) {
    Place place = field.place();
    rejectKeyword(field);
    String name = LayerName.inRound(place, field.key(), context.numbers());
    LayerName.require(place, name);
    if (field.value() instanceof Node.Text text) {
      return layer(text, Optional.of(name), context);
    }
    if (field.value() instanceof Node.Fields fields && isBlock(fields)) {
      return block(fields, Optional.of(name), context);
    }
    throw place.refuse(
        "%s after the name %s: write a layer, or 'residual:' and a list"
            .formatted(field.value().kind(), Place.quote(field.key())));
  }

  /**
   * Rejects {@code conv: 32 5x5}, which is often written for {@code conv 32 5x5}. Read as a name,
   * it would lead to a misleading message.
   */
  private static void rejectKeyword(Node.Field field) {
    boolean bare =
        field.value() instanceof Node.Nothing
            || (field.value() instanceof Node.Text text
                && text.text().strip().matches("[-+.]?\\d.*|classes.*|"));
    String folded = field.key().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    if (bare && LayerForm.called(folded).isPresent()) {
      String rest = field.value() instanceof Node.Text text ? " " + text.text().strip() : "";
      throw field
          .place()
          .refuse(
              "a colon ends a name: write %s without it"
                  .formatted(Place.quote(field.key() + rest)));
    }
  }

  private Draft block(Node.Fields fields, Optional<String> name, Context context) {
    Optional<Node> body = Optional.empty();
    Optional<Node> shortcut = Optional.empty();
    for (Node.Field field : fields.fields()) {
      if (field.key().equalsIgnoreCase(RESIDUAL) && body.isEmpty()) {
        body = Optional.of(field.value());
      } else if (field.key().equalsIgnoreCase(SHORTCUT) && shortcut.isEmpty()) {
        shortcut = Optional.of(field.value());
      } else {
        throw field.place().refuse(unknownKey(field.key()));
      }
    }
    Node path =
        body.orElseThrow(
            () -> fields.place().refuse("'shortcut:' stands below a 'residual:', not by itself"));
    List<Draft> first = drafts(path, context.inBlock());
    boolean identity = shortcut.filter(node -> !isIdentity(node)).isEmpty();
    List<Draft> second = identity ? List.of() : drafts(shortcut.get(), context.inBlock());
    Part part = Draft.block(first, second);
    return new Draft(context.place(fields.place()), RESIDUAL, name, part);
  }

  private static String unknownKey(String key) {
    return "%s has no place beside 'residual:'%s"
        .formatted(
            Place.quote(key),
            Suggestion.nearest(key, List.of(SHORTCUT))
                .map(near -> ": did you mean '" + near + "'?")
                .orElse(": only 'shortcut:' has; begin the next layer with '- '"));
  }

  private static boolean isIdentity(Node node) {
    return node instanceof Node.Nothing
        || (node instanceof Node.Items items && items.items().isEmpty())
        || (node instanceof Node.Text text && text.text().strip().equalsIgnoreCase("identity"));
  }
}
