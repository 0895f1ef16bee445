package fovea.recipe;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.Optional;

/**
 * The Jackson serialiser and deserialiser of the recipe key {@code network}: a list of layers, or
 * absent.
 */
final class NetworkKey {

  private NetworkKey() {}

  static final class Reader extends JsonDeserializer<Optional<NetworkText>> {
    @Override
    public Optional<NetworkText> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
        return Optional.of((NetworkText) parser.getEmbeddedObject());
      }
      JsonNode list = parser.readValueAsTree();
      return list.isEmpty() ? Optional.empty() : Optional.of(NetworkText.read(list));
    }

    @Override
    public Optional<NetworkText> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }

    @Override
    public Optional<NetworkText> getAbsentValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  static final class Writer extends JsonSerializer<Optional<NetworkText>> {
    @Override
    public void serialize(
        Optional<NetworkText> network, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeTree(network.orElseThrow().tree());
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional<NetworkText> network) {
      return network.isEmpty();
    }
  }
}
