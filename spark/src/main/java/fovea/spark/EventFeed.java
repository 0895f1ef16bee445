package fovea.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.CollectionAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings the events of trainings to the driver, with the heartbeats of executors. A training that
 * another attempt does again is told of once.
 */
final class EventFeed extends SparkListener {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkContext context;
  private final Map<Long, Line> lines = new ConcurrentHashMap<>();

  EventFeed(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  /** What one training sends. */
  final class Line implements AutoCloseable {
    private final CollectionAccumulator<String> events =
        context.collectionAccumulator("events of a training");
    private final Consumer<ObjectNode> receiver;
    private final Set<String> told = new HashSet<>();

    Line(Consumer<ObjectNode> receiver) {
      this.receiver = receiver;
      lines.put(events.id(), this);
    }

    /** Where the training puts its events, as JSON. */
    CollectionAccumulator<String> events() {
      return events;
    }

    /** Leaves out the epochs of earlier trainings. */
    void skip(List<JsonNode> earlier) {
      earlier.stream()
          .filter(event -> event.path("event").asText().equals("epoch"))
          .forEach(event -> told.add(key(event)));
    }

    private static String key(JsonNode event) {
      return event.path("event").asText() + event.path("epoch").asText();
    }

    /** Receives events as JSON, of which those that came before are left out. */
    synchronized void receive(List<?> all) {
      for (Object text : all) {
        ObjectNode event = parse(text.toString());
        if (told.add(key(event))) {
          receiver.accept(event);
        }
      }
    }

    /** Receives what has not been yet. */
    @Override
    public void close() {
      lines.remove(events.id());
      receive(events.value());
    }
  }

  private static ObjectNode parse(String event) {
    try {
      return (ObjectNode) JSON.readTree(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a training sends JSON", e);
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates()).stream()
        .flatMap(task -> CollectionConverters.asJava(task._4()).stream())
        .forEach(
            each -> {
              Line line = lines.get(each.id());
              if (line != null
                  && each.update().isDefined()
                  && each.update().get() instanceof List<?> all) {
                line.receive(all);
              }
            });
  }
}
