package org.forecast4j.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One JSON value as what it must be. Every error names the value, what was expected and where. */
final class JsonValue {
  private static final int MAX_SHOWN = 40;

  private JsonValue() {}

  static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> "null";
      case STRING -> "the string '" + shorten(value.textValue()) + "'";
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      default -> shorten(value.asText());
    };
  }

  static double number(JsonNode value, String pointer) {
    if (!value.isNumber()) {
      throw wrong(value, pointer, "a number");
    }
    double number = value.doubleValue();
    if (Double.isInfinite(number)) {
      throw wrong(value, pointer, "a finite number");
    }
    return number;
  }

  static long integer(JsonNode value, String pointer) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(value, pointer, "a whole number");
    }
    return value.longValue();
  }

  static String text(JsonNode value, String pointer) {
    if (!value.isTextual()) {
      throw wrong(value, pointer, "a string");
    }
    return value.textValue();
  }

  /** The items of an array, in order. */
  static <T> List<T> items(
      JsonNode value, String pointer, String expected, BiFunction<JsonNode, String, T> reader) {
    if (!value.isArray()) {
      throw wrong(value, pointer, expected);
    }
    List<T> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(reader.apply(value.get(i), pointer + "/" + i));
    }
    return items;
  }

  static double[] numbers(JsonNode value, String pointer) {
    if (!value.isArray()) {
      throw wrong(value, pointer, "an array of numbers");
    }
    double[] numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode item = value.get(i);
      numbers[i] = item.doubleValue();
      if (!item.isNumber() || Double.isInfinite(numbers[i])) {
        throw wrong(item, pointer + "/" + i, item.isNumber() ? "a finite number" : "a number");
      }
    }
    return numbers;
  }

  static WireException wrong(JsonNode value, String pointer, String expected) {
    return new WireException(
        pointer, pointer + " is " + describe(value) + "; expected " + expected);
  }

  static String shorten(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }

  /** As maps, lists, strings, booleans and numbers of Java. */
  static Object plain(JsonNode value, String pointer) {
    if (value.isObject()) {
      return JsonFields.of(value, pointer).extra();
    }
    if (value.isArray()) {
      List<@Nullable Object> items = new ArrayList<>(value.size());
      for (int i = 0; i < value.size(); i++) {
        JsonNode item = value.get(i);
        items.add(item.isNull() ? null : plain(item, pointer + "/" + i));
      }
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
    return number(value, pointer);
  }
}
