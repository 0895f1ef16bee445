package fovea.lab.report.questions;

import fovea.lab.understand.LayerShares;
import fovea.nn.Summary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions 10 to 12: how much there is to learn. */
final class Sizes {

  private static final int CIFAR_TRAIN = 50_000;

  private static final int WORDS = 1000;
  private static final int DESCRIPTOR = 128;
  private static final int CLASSES = 10;

  /** How long the bag of words takes on all of CIFAR-10. */
  private static final Duration BASELINE = Duration.ofSeconds(191);

  private Sizes() {}

  static void layers(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Summary summary = evidence.summary();
    List<List<String>> rows = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      if (row.layer().window().isPresent() || row.parameters() > 0) {
        rows.add(
            List.of(
                row.name(),
                Windows.shape(row.output(), words),
                words.count(row.parameters()),
                words.percent(LayerShares.share(row.parameters(), summary.parameters())),
                words.percent(LayerShares.share(row.multiplyAdds(), summary.multiplyAdds()))));
      }
      if (row.name().equals("fc4")) {
        findings.value(
            "fc4", words.percent(LayerShares.share(row.parameters(), summary.parameters())));
        findings.value(
            "fc4Work",
            words.percent(LayerShares.share(row.multiplyAdds(), summary.multiplyAdds())));
      }
    }
    findings.table("layers", List.of(), evidence.texts().list("q10.columns"), rows);
    findings.figure(
        "shares", List.of(), LayerShares.low(summary, evidence.texts("understand.network")));
    findings.value("total", words.count(summary.parameters()));
    findings.value("convolutions", words.percent(convolutionWork(summary)));
  }

  private static double convolutionWork(Summary summary) {
    return summary.rows().stream()
            .filter(row -> row.name().startsWith("conv"))
            .mapToLong(Summary.Row::multiplyAdds)
            .sum()
        / (double) summary.multiplyAdds();
  }

  static void examples(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Optional<FoundRun> run = evidence.runs().longest(FoundRun::ofTheLab);
    int images = run.map(each -> each.info().trainImages()).orElse(CIFAR_TRAIN);
    long parameters = evidence.summary().parameters();
    String each = words.number((double) parameters / images, 1);
    findings.state(
        "examples",
        run.map(FoundRun::folder).stream().toList(),
        words.count(parameters),
        words.count(images),
        each);
    findings.value("parameters", words.count(parameters));
    findings.value("images", words.count(images));
    findings.value("each", each);
  }

  static void bagOfWords(Findings findings, Evidence evidence) throws IOException {
    Wording words = evidence.words();
    List<List<String>> rows = new ArrayList<>();
    long counted = (long) WORDS * DESCRIPTOR + CLASSES * (WORDS + 1L);
    long network = evidence.summary().parameters();
    List<FoundBaseline> baselines = evidence.baselines();
    if (baselines.isEmpty()) {
      rows.add(row(evidence, "bow", WORDS, words.count(counted), "–", "–"));
    }
    for (FoundBaseline each : baselines) {
      rows.add(
          row(
              evidence,
              each.method(),
              each.features(),
              words.count(each.parameters()),
              words.percent(each.testAccuracy()),
              words.number(each.seconds(), 0)));
    }
    List<String> folders = new ArrayList<>(baselines.stream().map(FoundBaseline::folder).toList());
    Optional<FoundRun> run =
        evidence
            .runs()
            .longest(FoundRun::plain)
            .or(() -> evidence.runs().longest(FoundRun::ofTheLab));
    String accuracy =
        run.map(each -> words.percent(each.history().last().testAccuracy())).orElse("–");
    run.map(FoundRun::folder).ifPresent(folders::add);
    rows.add(
        row(
            evidence,
            "network",
            0,
            words.count(network),
            accuracy,
            run.map(each -> words.number(seconds(each), 0)).orElse("–")));
    findings.table("baselines", folders, evidence.texts().list("q12.columns"), rows);
    if (baselines.isEmpty()) {
      findings.missing(
          "accuracy",
          "fovea baseline bow --words 1000 --out " + evidence.out("bag-of-words"),
          BASELINE);
    }
    long parameters =
        baselines.stream()
            .filter(each -> each.method().equals("bow"))
            .mapToLong(FoundBaseline::parameters)
            .findFirst()
            .orElse(counted);
    findings.value("parameters", words.count(parameters));
    findings.value("network", words.count(network));
    findings.value("ratio", words.number((double) network / parameters, 1));
    baselines.stream()
        .filter(each -> each.method().equals("bow"))
        .findFirst()
        .ifPresent(each -> findings.value("accuracy", words.percent(each.testAccuracy())));
    run.ifPresent(each -> findings.value("networkAccuracy", accuracy));
  }

  private static List<String> row(
      Evidence evidence,
      String method,
      int features,
      String parameters,
      String accuracy,
      String seconds) {
    String key = "q12.method." + method;
    String name =
        evidence.texts().has(key)
            ? evidence.texts().text(key, evidence.words().count(features))
            : method;
    return List.of(name, parameters, accuracy, seconds);
  }

  private static double seconds(FoundRun run) {
    return run.history().epochs().stream().mapToDouble(each -> each.seconds()).sum();
  }
}
