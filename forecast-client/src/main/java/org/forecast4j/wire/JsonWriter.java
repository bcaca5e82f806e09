package org.forecast4j.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message. Numbers JSON has no word for become null; empty is left out. */
final class JsonWriter {
  private static final int LARGE = 512;

  /** The texts of numbers like most observations: whole, and closer to 0 than {@link #LARGE}. */
  private static final SerializedString[] WHOLE = new SerializedString[2 * LARGE];

  static {
    Arrays.setAll(WHOLE, i -> new SerializedString((i - LARGE) + ".0"));
  }

  private final JsonGenerator out;

  JsonWriter(JsonGenerator out) {
    this.out = out;
  }

  void startObject() throws IOException {
    out.writeStartObject();
  }

  void endObject() throws IOException {
    out.writeEndObject();
  }

  void field(String name, double value) throws IOException {
    out.writeFieldName(name);
    number(value);
  }

  void field(String name, long value) throws IOException {
    out.writeNumberField(name, value);
  }

  void field(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
  }

  void field(String name, String value) throws IOException {
    out.writeStringField(name, value);
  }

  void field(String name, LocalDate value) throws IOException {
    out.writeStringField(name, value.toString());
  }

  void field(String name, OptionalDouble value) throws IOException {
    if (value.isPresent()) {
      field(name, value.getAsDouble());
    }
  }

  void field(String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      field(name, value.get().toString());
    }
  }

  void field(String name, double[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (double value : values) {
      number(value);
    }
    out.writeEndArray();
  }

  void texts(String name, List<String> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }

  <T> void field(String name, T value, WireCodec<T> codec) throws IOException {
    out.writeFieldName(name);
    codec.write(value, this);
  }

  <T> void field(String name, Optional<T> value, WireCodec<T> codec) throws IOException {
    if (value.isPresent()) {
      field(name, value.get(), codec);
    }
  }

  <T> void field(String name, List<T> values, WireCodec<T> codec) throws IOException {
    out.writeArrayFieldStart(name);
    for (T value : values) {
      codec.write(value, this);
    }
    out.writeEndArray();
  }

  /** An object of plain values; left out if there are none. */
  void field(String name, Map<String, ?> values) throws IOException {
    if (!values.isEmpty()) {
      out.writeFieldName(name);
      plain(values);
    }
  }

  /** The fields that were not understood when the message was read. */
  void extra(Map<String, Object> extra) throws IOException {
    for (Map.Entry<String, Object> field : extra.entrySet()) {
      out.writeFieldName(field.getKey());
      plain(field.getValue());
    }
  }

  private void plain(@Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        plain(entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> items) {
      out.writeStartArray();
      for (Object item : items) {
        plain(item);
      }
      out.writeEndArray();
    } else if (value instanceof Double number) {
      number(number);
    } else if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Number) {
      out.writeObject(value);
    } else {
      throw new IllegalArgumentException(
          "a field is '"
              + value
              + "', a "
              + value.getClass().getName()
              + "; expected a map, a list, a string, a boolean, a number or null");
    }
  }

  private void number(double value) throws IOException {
    int whole = (int) value;
    if (whole == value && Math.abs(whole) < LARGE && !isNegativeZero(value)) {
      out.writeRawValue(WHOLE[whole + LARGE]);
    } else if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeNull();
    }
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && Double.doubleToRawLongBits(value) != 0;
  }
}
