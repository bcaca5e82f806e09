package org.forecast4j.server.inference;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.forecast4j.internal.Checks;
import org.forecast4j.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * An input of an inference request.
 *
 * @param name what it is called
 * @param shape its dimensions, each at least 1
 * @param values its elements in row-major order, all finite
 */
record InputTensor(String name, long[] shape, double[] values) {
  private static final String DATA = "data";

  /**
   * Reads one.
   *
   * @param fields its description
   * @param binary what of the body's binary part has not been read; read on if the tensor is there
   */
  static InputTensor read(JsonFields fields, ByteBuffer binary) {
    String name = fields.text("name");
    TensorType type = TensorType.of(fields.text("datatype"));
    long[] shape = fields.integers("shape");
    long elements = elements(name, shape);
    OptionalLong size =
        fields
            .optionalObject("parameters", inner -> inner.optionalInteger("binary_data_size"))
            .orElse(OptionalLong.empty());
    Object data = fields.extra().get(DATA);
    if (size.isPresent() == (data != null)) {
      throw new IllegalArgumentException(
          "input '"
              + name
              + "' has "
              + (data == null ? "no data" : "its data twice")
              + "; expected either data or the parameter binary_data_size");
    }
    double[] values =
        data == null
            ? binary(name, type, elements, size.getAsLong(), binary)
            : json(fields.pointer() + "/" + DATA, data, type, shape, elements);
    return new InputTensor(name, shape, Checks.finite(values, name));
  }

  private static long elements(String name, long... shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 1 || dimension > Integer.MAX_VALUE / elements) {
        throw new IllegalArgumentException(
            "the shape of input '"
                + name
                + "' is "
                + Arrays.toString(shape)
                + "; expected dimensions of at least 1, and fewer elements than 2^31");
      }
      elements *= dimension;
    }
    return elements;
  }

  private static double[] binary(
      String name, TensorType type, long elements, long size, ByteBuffer binary) {
    if (size != elements * type.bytes()) {
      throw new IllegalArgumentException(
          "binary_data_size of input '"
              + name
              + "' is "
              + size
              + "; expected "
              + elements * type.bytes()
              + ", for "
              + elements
              + " elements of "
              + type);
    }
    if (size > binary.remaining()) {
      throw new IllegalArgumentException(
          "input '"
              + name
              + "' takes "
              + size
              + " bytes, but "
              + binary.remaining()
              + " are left behind the JSON; expected all of them");
    }
    double[] values = new double[(int) elements];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.next(binary);
    }
    return values;
  }

  /** Nested as the shape says, or flat. */
  private static double[] json(
      String pointer, Object data, TensorType type, long[] shape, long elements) {
    boolean nested =
        shape.length > 1
            && data instanceof List<?> rows
            && !rows.isEmpty()
            && rows.get(0) instanceof List;
    DoubleStream.Builder values = DoubleStream.builder();
    append(pointer, data, type, nested ? shape : new long[] {elements}, 0, values);
    return values.build().toArray();
  }

  private static void append(
      String pointer,
      @Nullable Object data,
      TensorType type,
      long[] shape,
      int axis,
      DoubleStream.Builder values) {
    if (!(data instanceof List<?> items) || items.size() != shape[axis]) {
      throw new IllegalArgumentException(
          pointer
              + (data instanceof List<?> items
                  ? " has length " + items.size()
                  : " is " + describe(data))
              + "; expected an array of length "
              + shape[axis]);
    }
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      if (axis < shape.length - 1) {
        append(pointer + "/" + i, item, type, shape, axis + 1, values);
      } else if (item != null && type.accepts(item)) {
        values.add(type.value((Number) item));
      } else {
        throw new IllegalArgumentException(
            pointer
                + "/"
                + i
                + " is "
                + describe(item)
                + "; expected a number of datatype "
                + type);
      }
    }
  }

  private static String describe(@Nullable Object data) {
    if (data instanceof List) {
      return "an array";
    }
    return data instanceof Number || data instanceof Boolean || data == null
        ? String.valueOf(data)
        : "a " + (data instanceof String ? "string" : "object");
  }
}
