package org.facemargin.files.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.SizedText;

/**
 * Java records to JSON and back. Keys come in the order of the record's components, maps sorted by
 * key, so that the same record is the same text. JSON has no NaN: a number that is not finite is
 * written as {@code null} (and read back as NaN), and where the object does not explain it in a
 * {@code note} or {@code NAME_note} of its own, a key {@code NAME_note} beside it says which it
 * was.
 */
public final class JsonRecords {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .registerModule(
              new SimpleModule()
                  .addDeserializer(double.class, new NullIsNan())
                  .addDeserializer(Double.class, new NullIsNan()))
          .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS);

  /** More than any record or page: pictures in it are few. */
  private static final long MOST_BYTES = 256 << 20;

  private JsonRecords() {}

  /** The way back of the rule for numbers that are not finite: {@code null} is NaN. */
  private static final class NullIsNan extends StdScalarDeserializer<Double> {

    private static final long serialVersionUID = 1;

    NullIsNan() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parser.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  /** Indented JSON with a final line end. */
  public static String pretty(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(indenter);
    return text(MAPPER.writer(printer), value) + "\n";
  }

  /** JSON in one line, without a line end. */
  public static String line(Object value) {
    return text(MAPPER.writer(), value);
  }

  /** Straight from the record; by way of a tree where some number is not finite. */
  private static String text(ObjectWriter writer, Object value) {
    try {
      String text = writer.writeValueAsString(value);
      boolean finite = !text.contains("\"NaN\"") && !text.contains("Infinity\"");
      return finite ? text : writer.writeValueAsString(tree(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON: " + e.getMessage(), e);
    }
  }

  /** Writes indented JSON, whole or not at all. */
  public static void write(Path file, Object value) {
    AtomicFiles.write(file, pretty(value));
  }

  /** The value as a JSON tree, with the rule for numbers that are not finite applied. */
  public static JsonNode tree(Object value) {
    JsonNode tree = MAPPER.valueToTree(value);
    return finite(tree);
  }

  /**
   * Reads a JSON file.
   *
   * @throws DataException if it is missing or not JSON
   */
  public static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(SizedText.read(file, MOST_BYTES));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new DataException(file + ":" + line + ": not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a JSON text of one line, such as a line of {@code metrics.jsonl}. */
  public static JsonNode parse(String where, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DataException(where + ": not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a JSON text of one line into a record, as {@link #read(Path, Class)} reads a file. */
  public static <T> T parse(String where, String text, Class<T> type) {
    return value(where, parse(where, text), type);
  }

  /**
   * Reads a JSON file into a record; keys the record does not know are ignored, so that newer files
   * can be read.
   *
   * @throws DataException if it is missing, not JSON, or does not fit
   */
  public static <T> T read(Path file, Class<T> type) {
    return value(file.toString(), read(file), type);
  }

  private static <T> T value(String where, JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new DataException(
          where + ": not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode finite(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
      ObjectNode result = MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> entry : entries) {
        result.set(entry.getKey(), finite(entry.getValue()));
        String note = entry.getKey() + "_note";
        if (!object.has("note") && !object.has(note) && isNotFinite(entry.getValue())) {
          result.put(note, entry.getValue().asText());
        }
      }
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = MAPPER.createArrayNode();
      array.forEach(item -> result.add(finite(item)));
      return result;
    }
    return isNotFinite(node) ? NullNode.getInstance() : node;
  }

  private static boolean isNotFinite(JsonNode node) {
    return (node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue());
  }
}
