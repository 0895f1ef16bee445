package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import fovea.lab.report.Section;
import fovea.lab.report.Sections;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two questions with every kind of fact, whose numbers can change as those of runs do. */
final class SampleSections implements Sections {

  static final String SVG =
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">
      <rect width="200" height="100" fill="#eee"/><text x="10" y="50">loss</text></svg>\
      """;

  private String accuracy = "71.9%";
  private boolean missing = true;

  void measure(String newAccuracy) {
    accuracy = newAccuracy;
    missing = false;
  }

  @Override
  public List<Section> of(Path runs, Locale language, boolean answers) {
    boolean french = language.getLanguage().equals("fr");
    Fact late =
        missing
            ? new Fact.Missing("q2-late", "a run", "fovea train --seed 2", Duration.ofMinutes(5))
            : new Fact.Statement("q2-late", List.of("b"), "It took **5** epochs.");
    return List.of(
        new Section(
            1,
            true,
            false,
            french ? "Ce que dit le réseau" : "What the network says",
            List.of(
                new Fact.Statement(
                    "q1-accuracy", List.of("a"), "The accuracy was **" + accuracy + "**."),
                new Fact.Table(
                    "q1-table",
                    List.of("a"),
                    "Layers | weights",
                    List.of("layer", "weights"),
                    List.of(List.of("conv1 | x", "2,432"), List.of("fc4", "1,025,000"))),
                new Fact.Figure("q1-curve", List.of("a"), "Loss", "A line that \"falls\"", SVG)),
            "What does it tell?",
            answers ? Optional.of("It learns: $n' = \\lfloor n / s \\rfloor$.") : Optional.empty()),
        new Section(2, false, false, "Later", List.of(late), "And then?", Optional.empty()));
  }

  /** The run {@code a} has a test accuracy, and no other run has anything. */
  @Override
  public Fact.Statement number(Path runs, Locale language, RunNumber wanted) throws IOException {
    if (!wanted.run().equals("a") || !wanted.value().equals("test-accuracy")) {
      throw new IOException("there is no " + wanted.value() + " of " + wanted.run());
    }
    boolean french = language.getLanguage().equals("fr");
    return new Fact.Statement(
        "", List.of("a"), french ? accuracy.replace(".", ",").replace("%", "\u00a0%") : accuracy);
  }
}
