package org.forecast4j.server;

import java.nio.ByteBuffer;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** What an application has of its own, found on the class path of the tests. */
public final class DriftCodec implements ForecasterCodec<DriftCodec.Drift> {
  static final String KIND = "acme-drift";

  private final String kind;

  /** As it is found. */
  public DriftCodec() {
    this(KIND);
  }

  DriftCodec(String kind) {
    this.kind = kind;
  }

  /** Goes on by a constant, which becomes the mean of those that were and the last that came. */
  public record Drift(Shape shape, double change) implements Forecaster {
    @Override
    public String name() {
      return "drift";
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
      return new Drift(shape, (change + actual[0] - pattern.last()) / 2);
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
