package fovea.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the studio and a training that takes all cores cost each other: images a second without the
 * studio, with it, and with an open page of it, in rounds; and how long the studio takes to answer.
 * One training goes on all the time. Its speed is that of its steps, as its file of steps grows;
 * the tests between epochs are left out.
 */
public final class StudioCost {

  private static final Path BROWSER = Path.of("/usr/bin/chromium");

  private static final int BATCH = 128;

  /** From the start of the studio and the browser until they have drawn their first page. */
  private static final long SETTLE_MILLIS = 6000;

  /** Name for the first answers, for which the studio loads and compiles its code. */
  private static final String FIRST = "each for the first time after the start";

  private static final long ASK_MILLIS = 100;
  private static final long LOOK_MILLIS = 5;

  private static final Pattern LINE = Pattern.compile("\"step\":(\\d+),\"epoch\":([\\d.]+)");

  /** What the views ask for when they open; what a network must first compute is not among it. */
  private static final List<String> PATHS =
      List.of(
          "/",
          "/page/studio.js",
          "/page/lib/uplot.js",
          "/texts/fr",
          "/api/runs",
          "/api/curves?metric=train_loss&metric=test_loss&run=training",
          "/api/steps?run=training",
          "/api/layers?run=training",
          "/api/compare?run=training",
          "/api/jobs",
          "/api/form?recipe=default",
          "/api/questions?lang=fr",
          "/api/playground/images",
          "/api/playground/layer?type=conv&size=12&kernel=3&stride=1&padding=0&dilation=1"
              + "&channels=3&filters=32");

  /** What runs beside the training. */
  private enum Beside {
    NOTHING("training alone"),
    STUDIO("with the studio"),
    PAGE("with the studio and a page");

    private final String label;

    Beside(String label) {
      this.label = label;
    }
  }

  private final Path fovea;
  private final Path runs;
  private final Path steps;
  private final int seconds;

  private StudioCost(Path fovea, Path runs, int seconds) {
    this.fovea = fovea;
    this.runs = runs;
    this.steps = runs.resolve("training/steps.jsonl");
    this.seconds = seconds;
  }

  /**
   * Arguments: number of rounds, seconds of each measurement, and the data set.
   *
   * @throws IOException if a process cannot be started, or the studio does not answer
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    String data = arguments.length > 2 ? arguments[2] : "cifar10";
    Path folder = Files.createTempDirectory("fovea-studio-cost");
    Path runs = Files.createDirectory(folder.resolve("runs"));
    StudioCost cost = new StudioCost(Path.of("fovea").toAbsolutePath(), runs, seconds);
    Process training = null;
    try {
      training = cost.train(data);
      cost.measure(rounds);
    } finally {
      if (training != null) {
        end(training);
      }
      delete(folder);
    }
  }

  private Process train(String data) throws IOException, InterruptedException {
    Process training =
        start(
            fovea.toString(),
            "train",
            "baseline",
            "--dataset=" + data,
            "--epochs=100000",
            "--batch-size=" + BATCH,
            "--out=" + runs.resolve("training"));
    while (!Files.exists(steps)) {
      if (!training.isAlive()) {
        throw new IOException("the training ended: see what it prints by hand");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return training;
  }

  private static Process start(String... command) throws IOException {
    return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static ProcessBuilder builder(String... command) {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private void measure(int rounds) throws IOException, InterruptedException {
    List<Beside> order = new ArrayList<>(List.of(Beside.values()));
    if (!Files.isExecutable(BROWSER)) {
      print("no %s: without a page", BROWSER);
      order.remove(Beside.PAGE);
    }
    Map<Beside, List<Double>> rates = new EnumMap<>(Beside.class);
    Map<String, List<Double>> answers = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Beside beside : order) {
        double rate = beside(beside, answers);
        rates.computeIfAbsent(beside, each -> new ArrayList<>()).add(rate);
        print("round %d, %s: %.0f images/s", round + 1, beside.label, rate);
      }
      Collections.rotate(order, 1); // so that no phase is always the first
    }
    report(rates, answers);
  }

  /** Images a second with something beside the training; then asks the studio, if it runs. */
  private double beside(Beside beside, Map<String, List<Double>> answers)
      throws IOException, InterruptedException {
    List<Process> started = new ArrayList<>();
    Path profile = runs.resolveSibling("profile");
    try {
      String address = "";
      if (beside != Beside.NOTHING) {
        Process studio =
            builder(fovea.toString(), "studio", "--no-browser", runs.toString()).start();
        started.add(studio);
        address = firstLine(studio);
      }
      if (beside == Beside.PAGE) {
        started.add(0, browse(address, profile)); // which ends first
      }
      Thread.sleep(SETTLE_MILLIS);
      double rate = rate();
      if (beside == Beside.PAGE || (beside == Beside.STUDIO && !Files.isExecutable(BROWSER))) {
        ask(address, answers);
      }
      return rate;
    } finally {
      for (Process process : started) {
        end(process);
      }
      delete(profile);
    }
  }

  private static String firstLine(Process process) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("the studio did not start");
    }
    return line;
  }

  private static Process browse(String address, Path profile) throws IOException {
    return start(
        BROWSER.toString(),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
        "--remote-debugging-port=0", // so that it stays open
        "--window-size=1280,900",
        "--user-data-dir=" + profile,
        address);
  }

  /** The speed of the training's steps for some seconds, as its file tells. */
  private double rate() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long length = Files.size(steps);
    long stepsDone = 0;
    long nanos = 0;
    long lastStep = -1;
    long lastNanos = 0;
    double lastEpoch = 0;
    while (System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
      long now = System.nanoTime();
      if (Files.size(steps) == length) {
        continue;
      }
      Matcher line = LINE.matcher(lastLine());
      length = Files.size(steps);
      if (!line.find()) {
        continue;
      }
      long step = Long.parseLong(line.group(1));
      double epoch = Math.ceil(Double.parseDouble(line.group(2)));
      if (lastStep >= 0 && epoch == lastEpoch) {
        stepsDone += step - lastStep;
        nanos += now - lastNanos;
      }
      lastStep = step;
      lastNanos = now;
      lastEpoch = epoch;
    }
    return (double) BATCH * stepsDone / (nanos / 1e9);
  }

  private String lastLine() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(steps.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(1000, file.length())];
      file.seek(file.length() - bytes.length);
      file.readFully(bytes);
      String end = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
      return end.substring(end.lastIndexOf('\n') + 1);
    }
  }

  /** Asks for one page after the other, at the pace of many visitors. */
  private void ask(String address, Map<String, List<Double>> answers)
      throws IOException, InterruptedException {
    URI uri = URI.create(address);
    String token = uri.getQuery().replaceFirst("token=", "");
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (int i = 0; System.nanoTime() < end; i++) {
      String path = PATHS.get(i % PATHS.size());
      HttpRequest request =
          HttpRequest.newBuilder(uri.resolve(path))
              .header("Cookie", "fovea-" + uri.getPort() + "=" + token)
              .build();
      long start = System.nanoTime();
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      double millis = (System.nanoTime() - start) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IOException(path + " answers with status " + answer.statusCode());
      }
      String name = i < PATHS.size() ? FIRST : path;
      answers.computeIfAbsent(name, each -> new ArrayList<>()).add(millis);
      Thread.sleep(ASK_MILLIS);
    }
  }

  private static void report(Map<Beside, List<Double>> rates, Map<String, List<Double>> answers) {
    print("%n%-30s%12s%24s", "", "images/s", "less than alone");
    List<Double> alone = rates.get(Beside.NOTHING);
    rates.forEach(
        (beside, all) -> {
          double[] losses = new double[all.size()];
          Arrays.setAll(losses, i -> 100 * (1 - all.get(i) / alone.get(i)));
          print(
              "%-30s%12.0f%10.1f %% (%.1f to %.1f)",
              beside.label,
              quantile(all, 0.5),
              quantile(Arrays.stream(losses).boxed().toList(), 0.5),
              Arrays.stream(losses).min().orElseThrow(),
              Arrays.stream(losses).max().orElseThrow());
        });
    print("%nmilliseconds to an answer%35s%10s%10s%10s", "requests", "median", "95 %", "longest");
    List<Double> first = answers.remove(FIRST);
    answers.forEach((path, all) -> print(path.replaceFirst("\\?.*", ""), all));
    print("all", answers.values().stream().flatMap(List::stream).toList());
    print(FIRST, first);
  }

  private static void print(String name, List<Double> millis) {
    print(
        "%-50s%10d%10.1f%10.1f%10.1f",
        name, millis.size(), quantile(millis, 0.5), quantile(millis, 0.95), quantile(millis, 1));
  }

  /** The smallest value that so large a share of all does not exceed. */
  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  /** Ends a process with all that it has started. */
  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> others = process.descendants().toList();
    process.toHandle().destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
    others.forEach(ProcessHandle::destroyForcibly);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Collections.reverseOrder()).forEach(each -> each.toFile().delete());
      }
    }
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
