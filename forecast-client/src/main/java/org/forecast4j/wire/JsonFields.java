package org.forecast4j.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, for messages that have no record. Each is asked for by name; what
 * nobody asked for is {@link #extra}. Null counts as absent, and every error names the value, what
 * was expected and where. Not thread-safe.
 */
public final class JsonFields {
  private final JsonNode node;
  private final String pointer;
  private final boolean isStrict;
  private final Set<String> known = new HashSet<>();

  private JsonFields(JsonNode node, String pointer, boolean isStrict) {
    this.node = node;
    this.pointer = pointer;
    this.isStrict = isStrict;
  }

  /**
   * Reads an object within the limits of {@link WireCodec}.
   *
   * @param json one JSON object in UTF-8
   * @return its fields
   * @throws WireException if it is not JSON or no object
   */
  public static JsonFields parse(byte[] json) {
    return new JsonFields(WireCodec.parse(json), "", false);
  }

  /**
   * Reads an object whose {@link #extra} refuses what nobody asked for.
   *
   * @param json one JSON object in UTF-8
   * @return its fields
   * @throws WireException if it is not JSON or no object
   */
  public static JsonFields parseStrict(byte[] json) {
    return new JsonFields(WireCodec.parse(json), "", true);
  }

  /** Of fields by name, in their order, so that the same message is always the same bytes. */
  static Map<String, Object> copy(Map<String, Object> fields) {
    if (fields.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> copy.put(Objects.requireNonNull(name), Objects.requireNonNull(value)));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * How much a field holds, to be bounded before it is read.
   *
   * @param name the field's name
   * @return how many items an array has, or fields an object; 0 for anything else and nothing
   */
  public int size(String name) {
    JsonNode value = node.get(name);
    return value == null ? 0 : value.size();
  }

  boolean has(String name) {
    return find(name) != null;
  }

  double number(String name) {
    return JsonValue.number(require(name, "a number"), at(name));
  }

  /**
   * A number that may be absent.
   *
   * @param name the field's name
   * @return the number, finite
   * @throws WireException if it is something else
   */
  public OptionalDouble optionalNumber(String name) {
    JsonNode value = find(name);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(JsonValue.number(value, at(name)));
  }

  /** A number, or what null or an absent field stands for. */
  double number(String name, double absent) {
    return optionalNumber(name).orElse(absent);
  }

  long integer(String name) {
    return JsonValue.integer(require(name, "a whole number"), at(name));
  }

  /**
   * A whole number that may be absent.
   *
   * @param name the field's name
   * @return the number
   * @throws WireException if it is something else
   */
  public OptionalLong optionalInteger(String name) {
    JsonNode value = find(name);
    return value == null
        ? OptionalLong.empty()
        : OptionalLong.of(JsonValue.integer(value, at(name)));
  }

  /**
   * An array of whole numbers.
   *
   * @param name the field's name
   * @return the numbers
   * @throws WireException if it is absent or something else
   */
  public long[] integers(String name) {
    JsonNode value = require(name, "an array of whole numbers");
    return JsonValue.items(value, at(name), "an array of whole numbers", JsonValue::integer)
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  int integer(String name, int least, int most, int absent) {
    JsonNode value = find(name);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber()) {
      throw JsonValue.wrong(value, at(name), "a whole number, " + least + " to " + most);
    }
    if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      throw JsonValue.wrong(value, at(name), least + " to " + most);
    }
    return value.intValue();
  }

  int required(String name, int least, int most) {
    require(name, "a whole number");
    return integer(name, least, most, least);
  }

  /**
   * A truth value that may be absent.
   *
   * @param name the field's name
   * @param absent what it is then
   * @return its value
   * @throws WireException if it is something else
   */
  public boolean flag(String name, boolean absent) {
    JsonNode value = find(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw JsonValue.wrong(value, at(name), "true or false");
    }
    return value.booleanValue();
  }

  /**
   * A string.
   *
   * @param name the field's name
   * @return the string
   * @throws WireException if it is absent or something else
   */
  public String text(String name) {
    return JsonValue.text(require(name, "a string"), at(name));
  }

  /**
   * A string that may be absent.
   *
   * @param name the field's name
   * @return the string
   * @throws WireException if it is something else
   */
  public Optional<String> optionalText(String name) {
    return Optional.ofNullable(find(name)).map(value -> JsonValue.text(value, at(name)));
  }

  /** Strings in order; none where the field is absent. */
  List<String> texts(String name) {
    return items(name, "an array of strings", JsonValue::text);
  }

  LocalDate date(String name) {
    require(name, "a date");
    return optionalDate(name).orElseThrow();
  }

  Optional<LocalDate> optionalDate(String name) {
    return optionalText(name)
        .map(
            text ->
                Text.date(text)
                    .orElseThrow(
                        () ->
                            new WireException(
                                at(name),
                                at(name)
                                    + " is '"
                                    + JsonValue.shorten(text)
                                    + "'; expected yyyy-mm-dd from 0001-01-01 to 9999-12-31")));
  }

  Optional<Instant> optionalInstant(String name) {
    return optionalText(name)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw new WireException(
                    at(name),
                    at(name)
                        + " is '"
                        + JsonValue.shorten(text)
                        + "'; expected a moment such as 2019-04-10T18:30:00Z");
              }
            });
  }

  double[] numbers(String name) {
    return JsonValue.numbers(require(name, "an array of numbers"), at(name));
  }

  Optional<double[]> optionalNumbers(String name) {
    return Optional.ofNullable(find(name)).map(value -> JsonValue.numbers(value, at(name)));
  }

  /** Numbers by name; none where the field is absent. */
  Map<String, Double> numbersByName(String name) {
    return byName(name, JsonValue::number);
  }

  /** Strings by name; none where the field is absent. */
  Map<String, String> textsByName(String name) {
    return byName(name, JsonValue::text);
  }

  private <V> Map<String, V> byName(String name, BiFunction<JsonNode, String, V> reader) {
    JsonNode value = find(name);
    if (value == null) {
      return Map.of();
    }
    Map<String, V> values = new LinkedHashMap<>();
    JsonFields inner = of(value, at(name));
    value
        .fieldNames()
        .forEachRemaining(key -> values.put(key, reader.apply(value.get(key), inner.at(key))));
    return values;
  }

  <T> T object(String name, Function<JsonFields, T> reader) {
    return reader.apply(of(require(name, "an object"), at(name), isStrict));
  }

  /**
   * An object that may be absent.
   *
   * @param name the field's name
   * @param reader reads it
   * @param <T> what it reads
   * @return what was read
   * @throws WireException if it is something else
   */
  public <T> Optional<T> optionalObject(String name, Function<JsonFields, T> reader) {
    return Optional.ofNullable(find(name))
        .map(value -> reader.apply(of(value, at(name), isStrict)));
  }

  /**
   * Objects in order.
   *
   * @param name the field's name
   * @param reader reads each
   * @param <T> what it reads
   * @return what was read; nothing where the field is absent
   * @throws WireException if it is no array of objects
   */
  public <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    return items(name, "an array of objects", (item, at) -> reader.apply(of(item, at, isStrict)));
  }

  private <T> List<T> items(String name, String expected, BiFunction<JsonNode, String, T> reader) {
    JsonNode value = find(name);
    return value == null ? List.of() : JsonValue.items(value, at(name), expected, reader);
  }

  /**
   * The fields that nobody asked for, as plain Java values: maps, lists, strings, booleans, {@link
   * Long}, {@link BigInteger} where that is too short, and {@link Double}.
   *
   * @return them in their order
   * @throws WireException if a number among them is too large for a double, or the message is
   *     {@linkplain WireCodec#readStrict read strictly} and there is one
   */
  public Map<String, Object> extra() {
    Map<String, Object> rest = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode value = node.get(name);
              if (isStrict && !known.contains(name)) {
                throw new WireException(
                    at(name), at(name) + " is not known; expected one of " + new TreeSet<>(known));
              }
              if (!known.contains(name) && !value.isNull()) {
                rest.put(name, JsonValue.plain(value, at(name)));
              }
            });
    return Collections.unmodifiableMap(rest);
  }

  /**
   * The error that a field is not what it must be.
   *
   * @param name the field's name
   * @param expected what was expected
   * @return an error that names the value and where it is
   */
  public WireException wrong(String name, String expected) {
    JsonNode value = node.get(name);
    return value == null ? missing(name, expected) : JsonValue.wrong(value, at(name), expected);
  }

  /**
   * Where the object is.
   *
   * @return a JSON pointer (RFC 6901) whose long names are cut; empty for the whole body
   */
  public String pointer() {
    return pointer;
  }

  private @Nullable JsonNode find(String name) {
    known.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private JsonNode require(String name, String expected) {
    JsonNode value = find(name);
    if (value == null) {
      throw missing(name, expected);
    }
    return value;
  }

  private WireException missing(String name, String expected) {
    return new WireException(at(name), at(name) + " is missing; expected " + expected);
  }

  private String at(String name) {
    return pointer + "/" + JsonValue.shorten(name).replace("~", "~0").replace("/", "~1");
  }

  /** The fields of a value that must be an object. */
  static JsonFields of(JsonNode value, String pointer) {
    return of(value, pointer, false);
  }

  private static JsonFields of(JsonNode value, String pointer, boolean isStrict) {
    if (!value.isObject()) {
      throw JsonValue.wrong(value, pointer, "an object");
    }
    return new JsonFields(value, pointer, isStrict);
  }
}
