package org.forecast4j.bundle;

import org.forecast4j.Forecaster;
import org.forecast4j.LinearForecaster;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;

/** Writes and reads the kinds of forecasters that a bundle can hold, each under its name. */
final class MemberCodec {
  private MemberCodec() {}

  static byte[] toBytes(Forecaster member) {
    if (member instanceof DejavuForecaster dejavu) {
      return dejavu.toBytes();
    }
    if (member instanceof LinearForecaster linear) {
      return linear.toBytes();
    }
    if (member instanceof LstmForecaster lstm) {
      return lstm.weights().toBytes();
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

  static Forecaster fromBytes(String name, Shape shape, byte[] bytes) {
    return switch (name) {
      case "dejavu" -> DejavuForecaster.fromBytes(bytes);
      case "linear" -> LinearForecaster.fromBytes(bytes);
      case "lstm" -> LstmForecaster.of(LstmWeights.fromBytes(bytes));
      case "persistence" -> new Persistence(shape);
      default ->
          throw new IllegalArgumentException(
              "member kind is '" + name + "'; expected dejavu, linear, lstm or persistence");
    };
  }
}
