package org.forecast4j.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads and writes one kind of message as snake_case JSON. Nesting deeper than 32, numbers longer
 * than 100 characters and the same field twice are refused. Thread-safe.
 *
 * @param <T> the message
 */
public final class WireCodec<T> {
  static final int MAX_DEPTH = 32;
  static final int MAX_DIGITS = 100;

  /** What some editors begin a file with. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Knows no mapper, so that nothing is taken apart by reflection. Numbers have their shortest text
   * on every JDK, in a fraction of the time of JDK 17.
   */
  private static final JsonFactory WRITING =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  /**
   * Any object, as plain Java values in the order of its fields: maps, lists, strings, booleans and
   * numbers. A number JSON has no word for is written as null.
   */
  public static final WireCodec<Map<String, Object>> OBJECT =
      WireCodec.of(JsonFields::extra, (fields, out) -> out.extra(fields));

  private final Function<JsonFields, T> reader;
  private final MessageWriter<T> writer;

  @FunctionalInterface
  interface MessageWriter<T> {
    void write(T message, JsonWriter out) throws IOException;
  }

  private WireCodec(Function<JsonFields, T> reader, MessageWriter<T> writer) {
    this.reader = reader;
    this.writer = writer;
  }

  static <T> WireCodec<T> of(Function<JsonFields, T> reader, MessageWriter<T> writer) {
    return new WireCodec<>(reader, writer);
  }

  /**
   * Reads a message.
   *
   * @param json one JSON object in UTF-8
   * @return the message
   * @throws WireException if it is not JSON, a field is missing or a value is not what it must be,
   *     saying where
   */
  public T read(byte[] json) {
    return read(JsonFields.parse(json));
  }

  /**
   * Reads a message, refusing fields that this version does not know, as misspelt ones are.
   *
   * @param json one JSON object in UTF-8
   * @return the message
   * @throws WireException as {@link #read} throws it, or if there is such a field
   */
  public T readStrict(byte[] json) {
    return read(JsonFields.parseStrict(json));
  }

  /**
   * Writes a message.
   *
   * @param message the message
   * @return one JSON object in UTF-8
   * @throws IllegalArgumentException if an unknown field holds something else than maps, lists,
   *     strings, booleans, numbers and null
   */
  public byte[] write(T message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = WRITING.createGenerator(bytes, JsonEncoding.UTF8)) {
      write(message, new JsonWriter(generator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes a message.
   *
   * @param message the message
   * @return one JSON object
   */
  public String writeString(T message) {
    return new String(write(message), StandardCharsets.UTF_8);
  }

  /**
   * Reads a message of which the fields are at hand.
   *
   * @param fields its fields
   * @return the message
   * @throws WireException if a field is missing or a value is not what it must be, saying where
   */
  public T read(JsonFields fields) {
    try {
      return reader.apply(fields);
    } catch (WireException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // A number is not among the possible ones, or all fields are well, but not together.
      throw new WireException(fields.pointer(), String.valueOf(e.getMessage()), e);
    }
  }

  void write(T message, JsonWriter out) throws IOException {
    out.startObject();
    writeFields(message, out);
    out.endObject();
  }

  /** Writes the fields of a message into an object that has others too. */
  void writeFields(T message, JsonWriter out) throws IOException {
    writer.write(message, out);
  }

  /** The parser of bytes would guess the encoding, and not look at every byte of a name. */
  private static String utf8(byte[] json) throws CharacterCodingException {
    int start = Arrays.mismatch(json, MARK) == MARK.length ? MARK.length : 0;
    ByteBuffer bytes = ByteBuffer.wrap(json, start, json.length - start);
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  static JsonNode parse(byte[] json) {
    String text;
    try {
      text = utf8(json);
    } catch (CharacterCodingException e) {
      throw new WireException("", "malformed JSON: it is not in UTF-8");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      // What the parser says is meant for who wrote the program.
      throw new WireException("", "malformed JSON" + JsonSyntax.describe(text));
    }
    if (!node.isObject()) {
      throw new WireException(
          "",
          "the body is "
              + (node.isMissingNode() ? "empty" : JsonValue.describe(node))
              + "; expected a JSON object");
    }
    return node;
  }
}
