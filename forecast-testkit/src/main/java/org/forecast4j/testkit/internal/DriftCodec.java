package org.forecast4j.testkit.internal;

import java.nio.ByteBuffer;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** A forecaster as an application may have one of its own, and its codec. */
public final class DriftCodec implements ForecasterCodec<DriftCodec.Drift> {
  private static final String KIND = "acme-drift";

  private final String kind;

  /** As a service loader finds it. */
  public DriftCodec() {
    this(KIND);
  }

  /** A codec of another kind. */
  public DriftCodec(String kind) {
    this.kind = kind;
  }

  /** Goes on by a constant, which becomes the mean of those that were and the last that came. */
  public record Drift(String name, Shape shape, double change) implements Forecaster {
    /** One by its usual name. */
    public Drift(Shape shape, double change) {
      this("drift", shape, change);
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      shape.require(pattern);
      double[] path = new double[shape.horizon()];
      for (int step = 0; step < path.length; step++) {
        path[step] = pattern.last() + (step + 1) * change;
      }
      return Forecast.of(path);
    }

    @Override
    public Forecaster observe(Pattern pattern, double... actual) {
      return new Drift(name, shape, (change + actual[0] - pattern.last()) / 2);
    }
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public Class<Drift> type() {
    return Drift.class;
  }

  @Override
  public byte[] write(Drift forecaster) {
    return ByteBuffer.allocate(Double.BYTES).putDouble(forecaster.change()).array();
  }

  @Override
  public Drift read(Shape shape, byte[] bytes) {
    if (bytes.length != Double.BYTES) {
      throw new IllegalArgumentException(
          "length is " + bytes.length + "; expected " + Double.BYTES);
    }
    return new Drift(shape, ByteBuffer.wrap(bytes).getDouble());
  }
}
