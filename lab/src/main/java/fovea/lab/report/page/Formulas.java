package fovea.lab.report.page;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;

/**
 * Draws formulas: MathJax in Rhino, loaded for the first formula that is not ready. Used by one
 * thread at a time.
 */
public final class Formulas {

  private static final String SOURCE = "/fovea/lab/report/page/mathjax.js";
  private static final Pattern SIZE =
      Pattern.compile(
          "style=\"vertical-align: (-?[\\d.]+)(?:ex)?;?\"[^>]*? width=\"([\\d.]+)ex\""
              + " height=\"([\\d.]+)ex\"");

  private static final ContextFactory CONTEXTS = new Limited();

  private final Map<String, Optional<Drawing>> known = new HashMap<>();
  private final Map<String, String> drawn;
  private Optional<Scriptable> scope = Optional.empty();

  /** Formulas with those ready that Fovea's own texts have. */
  public Formulas() {
    this(ready());
  }

  /**
   * @param drawn SVG by formula: "inline " or "display ", then its TeX
   */
  Formulas(Map<String, String> drawn) {
    this.drawn = Map.copyOf(drawn);
  }

  private static Map<String, String> ready() {
    try (InputStream in = Formulas.class.getResourceAsStream("formulas.json")) {
      return new ObjectMapper().readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("the drawings of formulas cannot be read", e);
    }
  }

  /**
   * A formula as a drawing; lengths are in the height of a lower-case x.
   *
   * @param svg the text of an SVG document, in black
   * @param depth how far it reaches below the line
   */
  record Drawing(String svg, double width, double height, double depth) {}

  /** The drawing of a formula; empty if it is not TeX that MathJax knows. */
  Optional<Drawing> draw(Formula formula) {
    String key = (formula.display() ? "display " : "inline ") + formula.tex();
    return known.computeIfAbsent(
        key,
        absent ->
            drawn.containsKey(key)
                ? drawing(drawn.get(key))
                : render(formula.tex(), formula.display()));
  }

  private Optional<Drawing> render(String tex, boolean display) {
    try (Context context = CONTEXTS.enterContext()) {
      context.setInterpretedMode(true);
      context.setLanguageVersion(Context.VERSION_ES6);
      Scriptable mathjax = scope.orElseGet(() -> load(context));
      scope = Optional.of(mathjax);
      Function function = (Function) mathjax.get("tex2svg", mathjax);
      return drawing(
          Context.toString(function.call(context, mathjax, mathjax, new Object[] {tex, display})));
    } catch (RhinoException | Limited.TooLong e) {
      return Optional.empty();
    }
  }

  private static Optional<Drawing> drawing(String svg) {
    Matcher size = SIZE.matcher(svg);
    if (!size.find()) {
      return Optional.empty();
    }
    String plain =
        svg.replaceFirst(" style=\"[^\"]*\"", "")
            .replace("currentColor", "black")
            .replace("&nbsp;", "&#160;");
    return Optional.of(
        new Drawing(
            plain,
            Double.parseDouble(size.group(2)),
            Double.parseDouble(size.group(3)),
            -Double.parseDouble(size.group(1))));
  }

  private static Scriptable load(Context context) {
    try (InputStream in = Formulas.class.getResourceAsStream(SOURCE)) {
      Scriptable scope = context.initSafeStandardObjects();
      context.evaluateString(scope, "var globalThis = this;", "global", 1, null);
      context.evaluateString(
          scope, new String(in.readAllBytes(), StandardCharsets.UTF_8), "mathjax", 1, null);
      return scope;
    } catch (IOException e) {
      throw new UncheckedIOException("MathJax cannot be read", e);
    }
  }

  /** Ends a script that runs for too long, such as for a macro that expands forever. */
  private static final class Limited extends ContextFactory {

    private static final int INSTRUCTIONS = 1_000_000;
    private static final int ROUNDS = 2_000;
    private static final String COUNT = "rounds";

    /** A script ran for too long. */
    private static final class TooLong extends Error {
      private static final long serialVersionUID = 1;
    }

    @Override
    protected Context makeContext() {
      Context context = super.makeContext();
      context.setInstructionObserverThreshold(INSTRUCTIONS);
      return context;
    }

    @Override
    protected void observeInstructionCount(Context context, int instructions) {
      int rounds = context.getThreadLocal(COUNT) instanceof Integer count ? count : 0;
      context.putThreadLocal(COUNT, rounds + 1);
      if (rounds > ROUNDS) {
        throw new TooLong();
      }
    }
  }
}
