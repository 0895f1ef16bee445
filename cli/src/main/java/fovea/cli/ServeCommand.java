package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.serve.Limits;
import fovea.serve.LoadTest;
import fovea.serve.Service;
import fovea.trained.Classifier;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea serve} command: an HTTP service that classifies images. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies images over HTTP, with a run's best checkpoint, until Ctrl-C.",
      "POST an image to /predict; / describes the network, /health and /metrics watch the service."
    },
    footer = {
      "",
      "Examples:",
      "  fovea serve runs/baseline-1",
      "  fovea serve runs/baseline-1 --load-test",
      "  curl --data-binary @cat.jpg http://127.0.0.1:8080/predict"
    })
final class ServeCommand implements Callable<Integer> {

  private static final List<Integer> CLIENTS = List.of(1, 8, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final Console console;

  @Parameters(
      paramLabel = "RUN",
      descriptionKey = "model",
      description = "A run's folder, or a .safetensors file of one.")
  private Path model;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port to listen at; 0 for any that is free (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen at; 0.0.0.0 lets everybody on the network ask (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images that are classified together, at most (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Requests at the same time; more are refused with status 503 (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--max-body",
      paramLabel = "MB",
      defaultValue = "10",
      description = "The size of a request, at most (${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(
      names = "--load-test",
      description = "Measure how long answers take for 1, 8 and 64 clients, and end.")
  private boolean loadTest;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "The time of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print JSON, an object per line.")
  private boolean json;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Texts texts = language.texts(Console.BUNDLE);
    requireFrom("--port", port, 0, 65_535);
    requireFrom("--max-body", megabytes, 1, 1000);
    requireFrom("--seconds", seconds, 1, 3600);
    Limits limits = new Limits(batch, requests, Limits.DEFAULT.images(), megabytes << 20);
    Classifier classifier = Classifier.load(model);
    byte[] picture = picture(classifier.provenance().image());
    try (Service service = Service.start(classifier, host, loadTest ? 0 : port, limits)) {
      if (loadTest) {
        measure(new LoadTest(service.address(), picture), texts);
        return 0;
      }
      if (json) {
        console.json(
            JsonNodeFactory.instance.objectNode().put("address", service.address().toString()));
      } else {
        console.result("%s", service.address());
      }
      console.interruption().await();
    }
    return Fovea.INTERRUPTED;
  }

  private static void requireFrom(String flag, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %s: it must be from %s to %s".formatted(flag, value, least, most));
    }
  }

  private void measure(LoadTest test, Texts texts) throws IOException, InterruptedException {
    test.run(CLIENTS.get(CLIENTS.size() - 1), WARM_UP); // compiles the programs of all batches
    if (!json) {
      console.result("%s", texts.text("serve.heading"));
    }
    for (int clients : CLIENTS) {
      LoadTest.Result result = test.run(clients, Duration.ofSeconds(seconds));
      if (json) {
        console.json(
            JsonNodeFactory.instance
                .objectNode()
                .put("clients", result.clients())
                .put("requests", result.requests())
                .put("median_ms", result.median())
                .put("percentile_99_ms", result.percentile99())
                .put("requests_per_second", result.perSecond()));
      } else {
        console.result(
            "%8s %12s %12s %12s",
            result.clients(),
            texts.number(result.median(), 2),
            texts.number(result.percentile99(), 2),
            texts.number(result.perSecond(), 1));
      }
    }
  }

  /** A picture of noise in the size of the data set's images, as a PNG file. */
  private static byte[] picture(Shape shape) throws IOException {
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
