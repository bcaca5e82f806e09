package org.forecast4j.server.inference;

import java.nio.ByteBuffer;

/** The datatypes of tensors that are read, each as doubles. */
enum TensorType {
  FP64(Double.BYTES) {
    @Override
    double next(ByteBuffer binary) {
      return binary.getDouble();
    }
  },
  FP32(Float.BYTES) {
    @Override
    double next(ByteBuffer binary) {
      return binary.getFloat();
    }

    @Override
    double value(Number json) {
      return json.floatValue();
    }
  },
  INT64(Long.BYTES) {
    @Override
    double next(ByteBuffer binary) {
      return binary.getLong();
    }

    @Override
    boolean accepts(Object json) {
      return json instanceof Long;
    }
  };

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  static TensorType of(String name) {
    for (TensorType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "datatype is '" + name + "'; expected one of FP64, FP32, INT64");
  }

  /** How many bytes an element takes in binary. */
  int bytes() {
    return bytes;
  }

  /** The element at the buffer's position, which advances. */
  abstract double next(ByteBuffer binary);

  /** Whether a plain value of JSON is an element. */
  boolean accepts(Object json) {
    return json instanceof Number;
  }

  double value(Number json) {
    return json.doubleValue();
  }
}
