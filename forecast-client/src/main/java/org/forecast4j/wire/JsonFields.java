package org.forecast4j.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object. Each is asked for by name; what nobody asked for is {@link
 * #extra}. Null counts as absent.
 */
final class JsonFields {
  private static final int MOST_SHOWN = 40;
  private static final int DATE_LENGTH = 10;

  private final JsonNode node;
  private final String pointer;
  private final Set<String> known = new HashSet<>();

  private JsonFields(JsonNode node, String pointer) {
    this.node = node;
    this.pointer = pointer;
  }

  static JsonFields root(JsonNode node) {
    return new JsonFields(node, "");
  }

  boolean has(String name) {
    return find(name) != null;
  }

  double number(String name) {
    return number(require(name, "a number"), at(name));
  }

  OptionalDouble optionalNumber(String name) {
    JsonNode value = find(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(value, at(name)));
  }

  /** A number, or what null or an absent field stands for. */
  double number(String name, double absent) {
    return optionalNumber(name).orElse(absent);
  }

  long integer(String name) {
    return integer(require(name, "a whole number"), at(name));
  }

  OptionalLong optionalInteger(String name) {
    JsonNode value = find(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(integer(value, at(name)));
  }

  int integer(String name, int least, int most, int absent) {
    long value = optionalInteger(name).orElse(absent);
    if (value < least || value > most) {
      throw new WireException(
          at(name), at(name) + " is " + value + "; expected " + least + " to " + most);
    }
    return (int) value;
  }

  boolean flag(String name, boolean absent) {
    JsonNode value = find(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(value, at(name), "true or false");
    }
    return value.booleanValue();
  }

  String text(String name) {
    return text(require(name, "a string"), at(name));
  }

  Optional<String> optionalText(String name) {
    return Optional.ofNullable(find(name)).map(value -> text(value, at(name)));
  }

  /** Strings in order; none where the field is absent. */
  List<String> texts(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(value, at(name), "an array of strings");
    }
    List<String> texts = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      texts.add(text(value.get(i), at(name) + "/" + i));
    }
    return texts;
  }

  LocalDate date(String name) {
    require(name, "a date");
    return optionalDate(name).orElseThrow();
  }

  Optional<LocalDate> optionalDate(String name) {
    return optionalText(name)
        .map(
            text -> {
              try {
                // Only four digits of a year: days of other years overflow what counts them.
                return LocalDate.parse(text.length() == DATE_LENGTH ? text : "");
              } catch (DateTimeException e) {
                throw new WireException(
                    at(name), at(name) + " is '" + shorten(text) + "'; expected yyyy-mm-dd");
              }
            });
  }

  double[] numbers(String name) {
    return numbers(require(name, "an array of numbers"), at(name));
  }

  Optional<double[]> optionalNumbers(String name) {
    return Optional.ofNullable(find(name)).map(value -> numbers(value, at(name)));
  }

  /** Numbers by name; none where the field is absent. */
  Map<String, Double> numbersByName(String name) {
    return byName(name, JsonFields::number);
  }

  /** Strings by name; none where the field is absent. */
  Map<String, String> textsByName(String name) {
    return byName(name, JsonFields::text);
  }

  private <V> Map<String, V> byName(String name, BiFunction<JsonNode, String, V> reader) {
    JsonNode value = find(name);
    if (value == null) {
      return Map.of();
    }
    Map<String, V> values = new LinkedHashMap<>();
    JsonFields inner = object(value, at(name));
    value
        .fieldNames()
        .forEachRemaining(key -> values.put(key, reader.apply(value.get(key), inner.at(key))));
    return values;
  }

  <T> T object(String name, Function<JsonFields, T> reader) {
    return reader.apply(object(require(name, "an object"), at(name)));
  }

  <T> Optional<T> optionalObject(String name, Function<JsonFields, T> reader) {
    return Optional.ofNullable(find(name)).map(value -> reader.apply(object(value, at(name))));
  }

  /** Objects in order; none where the field is absent. */
  <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(value, at(name), "an array of objects");
    }
    List<T> all = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      all.add(reader.apply(object(value.get(i), at(name) + "/" + i)));
    }
    return all;
  }

  /** The fields that nobody asked for, as plain Java values, in their order. */
  Map<String, Object> extra() {
    Map<String, Object> rest = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode value = node.get(name);
              if (!known.contains(name) && !value.isNull()) {
                rest.put(name, plain(value));
              }
            });
    return Collections.unmodifiableMap(rest);
  }

  WireException wrong(String name, String expected) {
    JsonNode value = node.get(name);
    return value == null ? missing(name, expected) : wrong(value, at(name), expected);
  }

  String pointer() {
    return pointer;
  }

  static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> "null";
      case STRING -> "the string '" + shorten(value.textValue()) + "'";
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      default -> shorten(value.asText());
    };
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
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static JsonFields object(JsonNode value, String pointer) {
    if (!value.isObject()) {
      throw wrong(value, pointer, "an object");
    }
    return new JsonFields(value, pointer);
  }

  private static double number(JsonNode value, String pointer) {
    if (!value.isNumber()) {
      throw wrong(value, pointer, "a number");
    }
    double number = value.doubleValue();
    if (Double.isInfinite(number)) {
      throw wrong(value, pointer, "a finite number");
    }
    return number;
  }

  private static long integer(JsonNode value, String pointer) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(value, pointer, "a whole number");
    }
    return value.longValue();
  }

  private static String text(JsonNode value, String pointer) {
    if (!value.isTextual()) {
      throw wrong(value, pointer, "a string");
    }
    return value.textValue();
  }

  private static double[] numbers(JsonNode value, String pointer) {
    if (!value.isArray()) {
      throw wrong(value, pointer, "an array of numbers");
    }
    double[] numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(value.get(i), pointer + "/" + i);
    }
    return numbers;
  }

  private static WireException wrong(JsonNode value, String pointer, String expected) {
    return new WireException(
        pointer, pointer + " is " + describe(value) + "; expected " + expected);
  }

  private static String shorten(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private static Object plain(JsonNode value) {
    if (value.isObject()) {
      return new JsonFields(value, "").extra();
    }
    if (value.isArray()) {
      List<@Nullable Object> items = new ArrayList<>(value.size());
      value.forEach(item -> items.add(item.isNull() ? null : plain(item)));
      return Collections.unmodifiableList(items);
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber()) {
      BigInteger number = value.bigIntegerValue();
      return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
    return value.doubleValue();
  }
}
