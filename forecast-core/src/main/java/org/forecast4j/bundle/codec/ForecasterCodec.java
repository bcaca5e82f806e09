package org.forecast4j.bundle.codec;

import org.forecast4j.Forecaster;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;

/** Writes and reads the kinds of forecasters that files can hold, each under its name. */
public final class ForecasterCodec {
  /** A correction, then the forecaster that it corrects. */
  private static final String CORRECTED = "corrected-forecaster";

  private ForecasterCodec() {}

  /** Its portable form; refuses a kind that has none. */
  public static byte[] toBytes(Forecaster member) {
    if (member instanceof DejavuForecaster dejavu) {
      return dejavu.toBytes();
    }
    if (member instanceof LinearForecaster linear) {
      return linear.toBytes();
    }
    if (member instanceof LstmForecaster lstm) {
      return lstm.weights().toBytes();
    }
    if (member instanceof CorrectedForecaster corrected) {
      return new BinaryWriter(CORRECTED, 1)
          .putBytes(corrected.toBytes())
          .putBytes(toBytes(corrected.forecaster()))
          .toBytes();
    }
    if (member instanceof Persistence) {
      return new byte[0];
    }
    throw new IllegalArgumentException(
        "member '"
            + member.name()
            + "' is a "
            + member.getClass().getName()
            + "; expected a kind that bundles can hold");
  }

  /** Restores what {@link #toBytes} gave for a forecaster of that name and shape. */
  public static Forecaster fromBytes(String name, Shape shape, byte[] bytes) {
    if (BinaryReader.isOf(CORRECTED, bytes)) {
      BinaryReader in = new BinaryReader(CORRECTED, 1, bytes);
      byte[] correction = in.getBytes();
      byte[] corrected = in.getBytes();
      in.end();
      if (BinaryReader.isOf(CORRECTED, corrected)) {
        throw in.damaged("a correction is corrected itself; expected one correction");
      }
      return CorrectedForecaster.fromBytes(fromBytes(name, shape, corrected), correction);
    }
    Forecaster member =
        switch (name) {
          case "dejavu" -> DejavuForecaster.fromBytes(bytes);
          case "linear" -> LinearForecaster.fromBytes(bytes);
          case "lstm" -> LstmForecaster.of(LstmWeights.fromBytes(bytes));
          case "persistence" -> new Persistence(shape);
          default ->
              throw new IllegalArgumentException(
                  "member kind is '"
                      + Text.excerpt(name)
                      + "'; expected dejavu, linear, lstm or persistence");
        };
    if (!member.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "shape of " + name + " is " + member.shape() + "; expected " + shape);
    }
    return member;
  }
}
