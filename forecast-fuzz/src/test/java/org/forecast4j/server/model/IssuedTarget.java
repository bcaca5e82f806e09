package org.forecast4j.server.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.server.model.IssuedForecasts.Issued;
import org.forecast4j.server.model.IssuedForecasts.Named;
import org.forecast4j.testkit.Examples;
import org.forecast4j.wire.PredictResponse;

/**
 * A forecast that another replica has issued, as Redis holds it. The input's checksum is put right.
 * What is read is the same when it is written and read again.
 */
public final class IssuedTarget {
  private static final int BYTES_PER_BYTE = 4_000;
  private static final Shape SHAPE = new Shape(3, 2);

  private IssuedTarget() {}

  /** Reads one. */
  public static void read(byte[] input) {
    byte[] bytes = Sealed.binary(input);
    Optional<Issued> read =
        Contract.of(bytes, BYTES_PER_BYTE)
            .read(() -> Issued.fromBytes(bytes), Set.of(IllegalArgumentException.class));
    if (read.isPresent()) {
      byte[] written = read.get().toBytes();
      Contract.requireSame(written, Issued.fromBytes(written).toBytes(), "the forecast");
    }
  }

  /** Under an id of the server's, and under one of the caller's. */
  public static List<byte[]> seeds() {
    List<LabeledPattern> examples = Examples.randomWalks(20, SHAPE, 1);
    IntervalForecast forecast =
        SplitConformal.calibrate(new Persistence(SHAPE), examples)
            .forecast(examples.get(0).pattern(), 0.8);
    PredictResponse answer =
        PredictResponse.CODEC.read(
            """
            {"point_forecast":1.5,"interval_lower":-2,"interval_upper":5,
            "coverage_probability":0.8}
            """
                .getBytes(StandardCharsets.UTF_8));
    return List.of(
        new Issued("m", "origin", forecast, Optional.empty()).toBytes(),
        new Issued("m", "origin", forecast, Optional.of(new Named(new byte[] {1, 2}, answer)))
            .toBytes());
  }
}
